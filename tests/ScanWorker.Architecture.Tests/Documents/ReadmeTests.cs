using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using ScanWorker.Commands;
using ScanWorker.Documentation;
using ScanWorker.Hosting;

namespace ScanWorker.Architecture.Tests.Documents;

/// <summary>Every command of ours that a page shows is one that the program takes.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed partial class ReadmeTests
{
    [Test]
    public void Command_ShownInAPage_IsUnderstoodByTheProgram()
    {
        var tree = CommandTree.Create();

        var wrong =
            from shown in Commands()
            let given = CommandWords.Of([.. CommandLineParser.SplitCommandLine(shown.Arguments)])
            from error in tree.Parse(given.Words).Errors
            where !error.Message.Contains("does not exist", StringComparison.Ordinal) // A reader's file.
            select $"{shown.Page}: {shown.Arguments}: {error.Message}";

        Expect.None(wrong, "Commands that the program refuses.");
    }

    [Test]
    public async Task Setting_ShownInAPage_IsOneOfOurs()
    {
        await using var app = WorkerHost.Build(_ => { });
        var keys = ConfigurationReference.Sections(app.Services)
            .SelectMany(section => ConfigurationReference.Settings(section.Section, section.Type))
            .Select(row => row[0].Trim('`')).ToHashSet(StringComparer.OrdinalIgnoreCase);

        var unknown =
            from page in Repository.Files(".", "*.md")
            from Match setting in Setting().Matches(File.ReadAllText(Repository.PathOf(page)))
            let key = setting.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal)
            where !keys.Any(known => IsOf(known, key))
            select $"{page}: {setting.Value}";

        Expect.None(unknown, "Settings that the program does not have.");
    }

    // NAME in a key is a name of the user's own; what stands behind a known key is a key of a table.
    private static bool IsOf(string known, string key)
    {
        var (ours, shown) = (known.Split(':'), key.Split(':'));
        return shown.Length >= ours.Length && ours.Zip(shown).All(pair =>
            pair.First == "NAME" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    [Test]
    public void Commands_InAllPages_AreFound() =>
        Assert.That(Commands().Select(shown => shown.Arguments), Has.Some.StartsWith("demo"));

    private static IEnumerable<(string Page, string Arguments)> Commands() =>
        from page in Repository.Files(".", "*.md")
        from Match block in Block().Matches(File.ReadAllText(Repository.PathOf(page)))
        from line in block.Groups[1].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        let command = Ours().Match(line)
        where command.Success
        select (page, string.Join(' ', CommandLineParser.SplitCommandLine(command.Groups[1].Value).Select(Quoted)));

    private static string Quoted(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;

    [GeneratedRegex("^```(?:bash|sh|console)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    // Up to a comment, a redirection or the end; environment variables may stand before it. What others install is no
    // command of ours.
    [GeneratedRegex(
        @"^(?!helm |install )[\sA-Za-z0-9_=:./,$-]*?(?:dotnet run --project src/ScanWorker(?: -c Release)? --|\bscanworker)\s+([^#|>&]*)")]
    private static partial Regex Ours();

    [GeneratedRegex(@"(?:SCANWORKER__|(?<![\w-])--(?=[A-Z]))([A-Za-z]+(?:(?:__|:)[A-Za-z]+)*)=")]
    private static partial Regex Setting();
}
