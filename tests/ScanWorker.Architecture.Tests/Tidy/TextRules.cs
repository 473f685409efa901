using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>Rules about lines, comments and directives.</summary>
internal static class TextRules
{
    public const int FileLinesMax = 300;
    public const int LineColumnsMax = 120;

    private const int LongTextColumns = 60;

    private static readonly string[] Postponements = ["TODO", "FIXME", "HACK", "XXX"];

    public static IEnumerable<string> LongFile(SourceFile file)
    {
        var lines = file.Text.Lines.Count - (file.Text.Length > 0 && file.Text[^1] == '\n' ? 1 : 0);
        return lines > FileLinesMax ? [$"{lines} lines"] : [];
    }

    public static IEnumerable<string> LongLines(SourceFile file) =>
        file.Text.Lines.Where(line => line.Span.Length > LineColumnsMax && !HoldsLongText(file, line.Span))
            .Select(line => $"line {line.LineNumber + 1} has {line.Span.Length} columns");

    public static IEnumerable<string> Regions(SourceFile file) =>
        Directives(file, SyntaxKind.RegionDirectiveTrivia, "#region");

    public static IEnumerable<string> Pragmas(SourceFile file) =>
        Directives(file, SyntaxKind.PragmaWarningDirectiveTrivia, "#pragma");

    public static IEnumerable<string> Postponed(SourceFile file) =>
        from comment in file.Syntax.DescendantTrivia(descendIntoTrivia: false)
        where comment.IsKind(SyntaxKind.SingleLineCommentTrivia) || comment.IsKind(SyntaxKind.MultiLineCommentTrivia)
            || comment.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
        from word in Postponements
        where comment
            .ToFullString().Split([' ', ':', '/', '.', ',', '(', ')', '\n']).Contains(word, StringComparer.Ordinal)
        select $"line {file.LineOf(comment.SpanStart)}: {word}";

    // A text that is one line where it is used is one line here.
    private static bool HoldsLongText(SourceFile file, TextSpan line) =>
        file.Syntax.DescendantNodes(line).Any(node =>
            (node is InterpolatedStringExpressionSyntax || node.IsKind(SyntaxKind.StringLiteralExpression)
                || node.IsKind(SyntaxKind.Utf8StringLiteralExpression))
            && node.Span.Intersection(line) is { Length: >= LongTextColumns });

    private static IEnumerable<string> Directives(SourceFile file, SyntaxKind kind, string name) =>
        from trivia in file.Syntax.DescendantTrivia(descendIntoTrivia: true)
        where trivia.IsKind(kind)
        select $"line {file.LineOf(trivia.SpanStart)}: {name}";
}
