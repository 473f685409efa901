using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>Facts that stand in one table, and nowhere else as a literal.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed partial class OnePlaceTests
{
    private const string Table = "src/ScanWorker.Hashing/HashAlgorithm.cs";

    /// <summary>Whoever needs an algorithm's id asks its row; prose calls it by its name, PDQ.</summary>
    [Test]
    public void AlgorithmId_AsLiteral_StandsInItsTableAlone()
    {
        var others =
            from file in SourceFile.All
            where !file.Path.StartsWith("tests/", StringComparison.Ordinal) && file.Path != Table
            from token in file.Syntax.DescendantTokens()
            where IsText(token.Kind()) && AlgorithmId().IsMatch(token.ValueText)
            select $"{file.Path}, line {file.LineOf(token.SpanStart)}";

        Expect.None(others, $"Read it from {Table}.");
        Assert.That(SourceFile.All.Single(file => file.Path == Table).Text.ToString(), Does.Match("\"pdq\""));
    }

    private static bool IsText(SyntaxKind kind) => kind is SyntaxKind.StringLiteralToken
        or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken;

    [GeneratedRegex(@"\bpdq\b")]
    private static partial Regex AlgorithmId();
}
