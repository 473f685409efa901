using System.Text.RegularExpressions;

namespace ScanWorker.Architecture.Tests.Documents;

/// <summary>Every page: one title, and links that lead somewhere.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed partial class MarkdownTests
{
    private static IReadOnlyList<string> Pages => Repository.Files(".", "*.md");

    [Test]
    public void Page_Any_BeginsWithItsOnlyTitle()
    {
        var wrong = Pages.Where(page =>
        {
            var lines = WithoutCode(page).Split('\n');
            return !lines[0].StartsWith("# ", StringComparison.Ordinal)
                || lines.Count(line => line.StartsWith("# ", StringComparison.Ordinal)) != 1;
        });

        Expect.None(wrong, "A page has one title, in its first line.");
    }

    [Test]
    public void Page_LinkToAFile_LeadsSomewhere()
    {
        var dead =
            from page in Pages
            from Match link in Link().Matches(WithoutCode(page))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Repository.PathOf(page), "..", target))
            select $"{page}: {target}";

        Expect.None(dead, "Links that lead nowhere.");
    }

    [Test]
    public void Page_LinkToASection_NamesOne()
    {
        var dead =
            from page in Pages
            from Match link in Link().Matches(WithoutCode(page))
            let parts = link.Groups[1].Value.Split('#')
            where parts.Length == 2 && !parts[0].Contains(':', StringComparison.Ordinal)
            let target = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page) ?? "", parts[0])
            where target.EndsWith(".md", StringComparison.Ordinal) && !AnchorsOf(target).Contains(parts[1])
            select $"{page}: {link.Groups[1].Value}";

        Expect.None(dead, "Links to sections that are not there.");
    }

    private static HashSet<string> AnchorsOf(string page) =>
    [
        .. WithoutCode(page).Split('\n').Where(line => line.StartsWith('#'))
            .Select(line => NoAnchor().Replace(line.TrimStart('#', ' ').ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    private static string WithoutCode(string page) => Fence().Replace(File.ReadAllText(Repository.PathOf(page)), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*```.*?^\s*```\s*?$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[^\p{L}\p{N}_\- ]")]
    private static partial Regex NoAnchor();
}
