using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using ScanWorker.Commands;
using ScanWorker.Testing.Documents;

namespace ScanWorker.Architecture.Tests.Documents;

/// <summary>What a page tells people to type, the program takes: each command, word and option of it.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed partial class CommandLineTests
{
    [Test]
    public void CommandLine_OfABlock_IsTaken()
    {
        var lines = Pages().SelectMany(page => CommandLines.InBlocks(Text(page)).Select(line => (page, line))).ToList();

        Assert.That(lines, Has.Count.GreaterThan(30));
        Expect.None(
            from said in lines
            from problem in ProblemsOf(said.line, isWhole: true)
            select $"{said.page}: {said.line}: {problem}",
            "The program refuses these.");
    }

    [Test]
    public void CommandLine_WithinASentence_IsTaken()
    {
        var spans = Pages().SelectMany(page => CommandLines.InSentences(Text(page)).Select(line =>
            (page, line))).ToList();

        Assert.That(spans, Has.Count.GreaterThan(30));
        Expect.None(
            from said in spans
            from problem in ProblemsOf(said.line, isWhole: false)
            select $"{said.page}: {said.line}: {problem}",
            "The program refuses these.");
    }

    [TestCase("scanworker sets pubish")]
    [TestCase("scanworker sets publish --wiat 60")]
    [TestCase("scanworker nothing")]
    public void ProblemsOf_AWrongLine_AreNamed(string line) =>
        Assert.That(ProblemsOf(line, isWhole: true), Is.Not.Empty);

    private static IEnumerable<string> Pages() => Repository.Files("docs", "*.md").Append("README.md");

    private static string Text(string page) => File.ReadAllText(Repository.PathOf(page));

    /// <param name="line">From the program's name on.</param>
    /// <param name="isWhole">Or it only names the command, and its arguments may be left out.</param>
    private static IEnumerable<string> ProblemsOf(string line, bool isWhole)
    {
        var typed = Substitutions().Replace(line, "").Split(['|', '>'])[0];
        var words = CommandWords.Of([.. CommandLineParser.SplitCommandLine(typed).Skip(1)]);
        var parsed = CommandTree.Create(words.Settings).Parse([.. words.Words]);
        return isWhole
            ? parsed.Errors.Select(error => error.Message)
            : parsed.UnmatchedTokens.Concat(
                parsed.Errors.Select(error => error.Message)
                    .Where(error => error.StartsWith(CommandWords.NoOption, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\$\([^)]*\)")]
    private static partial Regex Substitutions();
}
