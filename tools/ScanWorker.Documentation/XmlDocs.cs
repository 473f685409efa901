using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Documentation;

/// <summary>The XML documentation that the compiler wrote beside the assemblies.</summary>
internal static partial class XmlDocs
{
    private static readonly Lazy<IReadOnlyDictionary<string, XElement>> Members = new(Read);

    /// <returns>The summary as one line of Markdown.</returns>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static string SummaryOf(MemberInfo member) =>
        TrySummaryOf(member)
            ?? throw new InvalidOperationException($"{member.DeclaringType}.{member.Name} has no XML summary.");

    /// <returns>The same, or null.</returns>
    public static string? TrySummaryOf(MemberInfo member) =>
        Members.Value.TryGetValue(IdOf(member), out var docs) && docs.Element("summary") is { } summary
            ? Spaces().Replace(string.Concat(summary.Nodes().Select(Markdown)), " ").Trim()
            : null;

    private static string IdOf(MemberInfo member) => member switch
    {
        Type type => $"T:{NameOf(type)}",
        PropertyInfo property => $"P:{NameOf(property.DeclaringType)}.{property.Name}",
        FieldInfo field => $"F:{NameOf(field.DeclaringType)}.{field.Name}",
        _ => throw new ArgumentException("Only types, properties and fields are looked up.", nameof(member)),
    };

    private static string? NameOf(Type? type) => type?.FullName?.Replace('+', '.');

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see when see.Attribute("cref") is { } cref => $"`{LastPart(cref.Value)}`",
        XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => $"`{word.Value}`",
        XElement { Name.LocalName: "paramref" } parameter => $"`{parameter.Attribute("name")?.Value}`",
        XElement element => string.Concat(element.Nodes().Select(Markdown)),
        _ => "",
    };

    // Users see the codes of the unscannable as events write them.
    private static string LastPart(string cref) =>
        cref.StartsWith($"F:{typeof(UnscannableCode).FullName}.", StringComparison.Ordinal)
        && Enum.TryParse<UnscannableCode>(cref[(cref.LastIndexOf('.') + 1)..], out var code)
            ? KebabCase.Of(code)
            : cref[(cref.LastIndexOf('.') + 1)..];

    private static Dictionary<string, XElement> Read() =>
        ProductAssemblies.All
            .Select(assembly => Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml"))
            .SelectMany(file => XDocument.Load(file).Descendants("member"))
            .Where(member => member.Attribute("name") is not null)
            // What generators make is in each assembly.
            .DistinctBy(member => member.Attribute("name")?.Value, StringComparer.Ordinal)
            .ToDictionary(member => member.Attribute("name")?.Value ?? "", StringComparer.Ordinal);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
