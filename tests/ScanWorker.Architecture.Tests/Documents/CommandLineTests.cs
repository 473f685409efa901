using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using ScanWorker.Commands;

namespace ScanWorker.Architecture.Tests.Documents;

/// <summary>What a page tells people to type, the program takes: each command, word and option of it.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed partial class CommandLineTests
{
    // The other is docs/deploying.md's function around the same program.
    private static readonly string[] Programs = ["scanworker ", "custodian sets "];

    [Test]
    public void CommandLine_OfABlock_IsTaken()
    {
        var lines = Pages().SelectMany(page => Fences().Matches(Text(page)).SelectMany(LinesOf).Select(line =>
            (page, line))).ToList();

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
        var spans = Pages().SelectMany(page => Spans().Matches(Fences().Replace(Text(page), "")).Select(span =>
            (page, line: span.Groups[1].Value))).ToList();

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

    // Lines that go on behind a backslash are one; a comment, or a remark behind a gap, is not typed.
    private static IEnumerable<string> LinesOf(Match fence) =>
        fence.Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Select(line => Remarks().Replace(line.Trim(), ""))
            .Where(line => Programs.Any(program => line.StartsWith(program, StringComparison.Ordinal)));

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

    [GeneratedRegex("^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"`(scanworker [^`\[][^`]*)`")]
    private static partial Regex Spans();

    [GeneratedRegex(@"( +#|\s{3,}).*$")]
    private static partial Regex Remarks();

    [GeneratedRegex(@"\$\([^)]*\)")]
    private static partial Regex Substitutions();
}
