using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>Rules about names.</summary>
internal static partial class NamingRules
{
    private static readonly string[] Suffixes =
        ["Common", "Utils", "Util", "Utilities", "Helper", "Helpers", "Manager", "Base", "Impl"];
    private static readonly string[] Tests = ["Test", "TestCase", "TestCaseSource"];

    /// <summary>
    /// The first type names the file. Another may follow it if nothing else names it, if it is what the file's types
    /// take, give, derive from or throw, or if it is made for one of them: its validator, its JSON, its null object.
    /// </summary>
    public static IEnumerable<string> OneConcept(SourceFile file)
    {
        var types = file.TopLevelTypes.ToList();
        if (types.Count == 0)
        {
            return [];
        }

        var expected = Path.GetFileName(file.Path).Split('.')[0];
        var first = SourceFile.NameOf(types[0]);
        var strangers = types.Skip(1)
            .Where(type => !types.Any(other => other != type && SourceFile.IsMadeFor(SourceFile.NameOf(other), type)))
            .Select(SourceFile.NameOf)
            .Where(name => SourceFile.NamedOutside(name, file) && !file.SignatureNames.Contains(name))
            .Select(name => $"{name} is named elsewhere too");
        return first == expected ? strangers : strangers.Prepend($"begins with {first}");
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
