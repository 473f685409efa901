using System.Text.RegularExpressions;

namespace ScanWorker.Hosting;

/// <summary>What the parser and the binder say of a wrong value, without .NET's names of types.</summary>
internal static partial class LibraryMessages
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "true or false",
        ["System.Double"] = "a number",
        ["System.Int32"] = "a whole number",
        ["System.Int64"] = "a whole number",
        ["System.TimeSpan"] = "a time such as 00:00:10",
    };

    /// <returns>The same in one line; other messages as they are.</returns>
    public static string Plain(string message)
    {
        var plain = OfParser().Replace(
            message.Trim(), found => $"{Place(found.Groups["option"].Value)}{IsNot(found)}");
        plain = OfBinder().Replace(plain, found => $"{Place(found.Groups["key"].Value)}{IsNot(found)}");
        return OfChoice().Replace(
            plain,
            found => $"'{found.Groups["value"].Value}' is not one of "
                + $"{string.Join(", ", Quoted().Matches(found.Groups["choice"].Value).Select(word => word.Value))}.");
    }

    private static string Place(string name) => name.Length == 0 ? "" : $"{name}: ";

    private static string IsNot(Match found) =>
        $"'{found.Groups["value"].Value}' is not {KindOf(found.Groups["type"].Value)}.";

    private static string KindOf(string type) => Kinds.GetValueOrDefault(type)
        ?? (KnownSections.All.Select(section => section.Type.Assembly).Distinct()
            .Select(assembly => assembly.GetType(type)).FirstOrDefault(known => known?.IsEnum == true) is { } choice
            ? $"one of {string.Join(", ", Enum.GetNames(choice))}"
            : "a valid value");

    [GeneratedRegex(
        "^Cannot parse argument '(?<value>.*)' for (command '.*'|option '(?<option>.*)') as expected type '(?<type>.*)'\\.",
        RegexOptions.Singleline)]
    private static partial Regex OfParser();

    [GeneratedRegex(
        "^Failed to convert configuration value '(?<value>.*)' at '(?<key>.*)' to type '(?<type>.*)'\\.",
        RegexOptions.Singleline)]
    private static partial Regex OfBinder();

    [GeneratedRegex(
        "^Argument '(?<value>.*)' not recognized\\. Must be one of:(?<choice>.*)$", RegexOptions.Singleline)]
    private static partial Regex OfChoice();

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();
}
