using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>Rules about names.</summary>
internal static partial class NamingRules
{
    private static readonly string[] Suffixes =
        ["Common", "Utils", "Util", "Utilities", "Helper", "Helpers", "Manager", "Base", "Impl"];
    private static readonly string[] Tests = ["Test", "TestCase", "TestCaseSource"];

    public static IEnumerable<string> OneType(SourceFile file)
    {
        var types = file.TopLevelTypes.ToList();
        var expected = Path.GetFileName(file.Path).Split('.')[0];
        return types.Count > 1 ? [$"{types.Count} types: {string.Join(", ", types.Select(SourceFile.NameOf))}"]
            : types.Count == 1 && SourceFile.NameOf(types[0]) != expected ? [$"holds {SourceFile.NameOf(types[0])}"]
            : [];
    }

    /// <summary>The namespace is the folder; the program's own project is called ScanWorker.</summary>
    public static IEnumerable<string> NamespaceIsFolder(SourceFile file)
    {
        var expected = string.Join('.', file.Path.Split('/')[1..^1]);
        return file.Namespace is { } found && found != expected ? [$"is in {found}, not {expected}"] : [];
    }

    public static IEnumerable<string> EmptyNames(SourceFile file) =>
        from type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        let name = type.Identifier.Text
        where Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal))
        select $"line {file.LineOf(type)}: {name}";

    public static IEnumerable<string> TestNames(SourceFile file) =>
        from method in file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.AttributeLists
            .SelectMany(list => list.Attributes).Any(attribute => Tests.Contains(attribute.Name.ToString()))
        where !SubjectConditionOutcome().IsMatch(method.Identifier.Text)
        select $"line {file.LineOf(method)}: {method.Identifier}";

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*(_[A-Z0-9][A-Za-z0-9]*){2,}$")]
    private static partial Regex SubjectConditionOutcome();
}
