using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>One C# file of the repository, parsed.</summary>
/// <param name="Path">From the root, with forward slashes.</param>
internal sealed record SourceFile(string Path, SourceText Text, CompilationUnitSyntax Syntax)
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Parsed = new(() =>
        [.. Repository.Files("src", "*.cs").Concat(Repository.Files("tools", "*.cs"))
            .Concat(Repository.Files("tests", "*.cs")).AsParallel().AsOrdered().Select(Parse)]);

    private static readonly Lazy<ILookup<string, string>> Naming = new(() =>
        All.Where(file => file.IsProduct)
            .SelectMany(file => file.Syntax.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken))
                .Select(token => token.ValueText).Distinct().Select(name => (name, file.Path)))
            .ToLookup(pair => pair.name, pair => pair.Path));

    /// <summary>Of <c>src</c>, <c>tools</c> and <c>tests</c>.</summary>
    public static IReadOnlyList<SourceFile> All => Parsed.Value;

    /// <summary>What the file's types take, give, derive from and, as their comments say, throw.</summary>
    public IReadOnlySet<string> SignatureNames =>
        Syntax.DescendantNodes(
                node => node is not (BlockSyntax or ArrowExpressionClauseSyntax), descendIntoTrivia: true)
            .OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText).ToHashSet(StringComparer.Ordinal);

    public bool IsProduct => Path.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>Types that stand in the file itself, not in another type.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes =>
        Syntax.Members.SelectMany(member => member is BaseNamespaceDeclarationSyntax space ? space.Members : [member])
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    public string? Namespace =>
        Syntax.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    /// <summary>Whether another file of the product has an identifier of that name.</summary>
    public static bool NamedOutside(string name, SourceFile file) =>
        Naming.Value[name].Any(path => path != file.Path);

    /// <summary>Whether the bases or attributes of <paramref name="type"/> name <paramref name="owner"/>.</summary>
    public static bool IsMadeFor(string owner, MemberDeclarationSyntax type) =>
        type is BaseTypeDeclarationSyntax declared
        && new SyntaxNode?[] { declared.BaseList }.Concat(declared.AttributeLists).OfType<SyntaxNode>()
            .SelectMany(part => part.DescendantNodes()).OfType<SimpleNameSyntax>()
            .Any(name => name.Identifier.ValueText == owner);

    public static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declared => declared.Identifier.Text,
        DelegateDeclarationSyntax declared => declared.Identifier.Text,
        _ => throw new ArgumentException($"{type.Kind()} has no name.", nameof(type)),
    };

    /// <summary>Line of <paramref name="node"/>, from 1.</summary>
    public int LineOf(SyntaxNode node) => LineOf(node.SpanStart);

    public int LineOf(int position) => Text.Lines.GetLineFromPosition(position).LineNumber + 1;

    public override string ToString() => Path;

    private static SourceFile Parse(string path)
    {
        var text = SourceText.From(File.ReadAllText(Repository.PathOf(path)));
        return new SourceFile(
            path, text,
            CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetCompilationUnitRoot());
    }
}
