using System.Text.RegularExpressions;

namespace ScanWorker.Testing.Documents;

/// <summary>What a page (Markdown) tells people to type.</summary>
internal static partial class CommandLines
{
    // The other is docs/deploying.md's function around the same program.
    private static readonly string[] Programs = ["scanworker ", "custodian sets "];

    /// <summary>What stands in its blocks of shell, as it stands there.</summary>
    public static IEnumerable<string> Blocks(string page) =>
        Fences().Matches(page).Select(fence => fence.Groups[1].Value);

    /// <summary>The command lines in its blocks of any kind, from the program's name on, without remarks.</summary>
    /// <remarks>Lines that go on behind a backslash are one.</remarks>
    public static IEnumerable<string> InBlocks(string page) =>
        Fences().Matches(page).SelectMany(fence =>
            fence.Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
                .Select(line => Remarks().Replace(line.Trim(), ""))
                .Where(line => Programs.Any(program => line.StartsWith(program, StringComparison.Ordinal))));

    /// <summary>The command lines within its sentences; some only name a command.</summary>
    public static IEnumerable<string> InSentences(string page) =>
        Spans().Matches(Fences().Replace(page, "")).Select(span => span.Groups[1].Value);

    [GeneratedRegex("^ *```[a-z]*\n(.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"`(scanworker [^`\[][^`]*)`")]
    private static partial Regex Spans();

    // A comment, or a remark behind a gap, is not typed.
    [GeneratedRegex(@"( +#|\s{3,}).*$")]
    private static partial Regex Remarks();
}
