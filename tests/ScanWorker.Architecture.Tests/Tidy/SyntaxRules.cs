using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>Rules about what the code is made of.</summary>
internal static class SyntaxRules
{
    public const int MethodLinesMax = 60;

    private static readonly string[] LeftOut = ["Ignore", "IgnoreAttribute", "Explicit", "ExplicitAttribute"];
    private static readonly string[] GivenUp = ["Ignore", "Inconclusive", "Pass", "Warn"];

    public static IEnumerable<string> LongMethods(SourceFile file) =>
        from node in file.Syntax.DescendantNodes()
        where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let lines = node.SyntaxTree.GetLineSpan(node.Span) is var span
            ? span.EndLinePosition.Line - span.StartLinePosition.Line + 1
            : 0
        where lines > MethodLinesMax
        select $"line {file.LineOf(node)}: {lines} lines";

    public static IEnumerable<string> NullForgiving(SourceFile file) =>
        from node in file.Syntax.DescendantNodes()
        where node.IsKind(SyntaxKind.SuppressNullableWarningExpression)
        select $"line {file.LineOf(node)}: {node}";

    /// <summary>
    /// A filter makes it a narrow catch, and one that throws on only cleans up; any other swallows bugs.
    /// </summary>
    public static IEnumerable<string> BroadCatches(SourceFile file) =>
        from caught in file.Syntax.DescendantNodes().OfType<CatchClauseSyntax>()
        where caught.Declaration?.Type.ToString() is null or "Exception" or "System.Exception"
        where caught.Filter is null
            && caught.Block.Statements.LastOrDefault() is not ThrowStatementSyntax { Expression: null }
        select $"line {file.LineOf(caught)}";

    public static IEnumerable<string> Unsealed(SourceFile file) =>
        from type in file.Syntax.DescendantNodes().OfType<TypeDeclarationSyntax>()
        where type is ClassDeclarationSyntax
            || (type is RecordDeclarationSyntax && !type.IsKind(SyntaxKind.RecordStructDeclaration))
        where !type.Modifiers.Any(modifier =>
            modifier.IsKind(SyntaxKind.SealedKeyword) || modifier.IsKind(SyntaxKind.StaticKeyword)
                || modifier.IsKind(SyntaxKind.AbstractKeyword))
        where !type.Modifiers.Any(SyntaxKind.PartialKeyword) || file.IsProduct
        select $"line {file.LineOf(type)}: {type.Identifier}";

    /// <summary>Nothing is skipped: a test that may not run proves nothing on the day it matters.</summary>
    public static IEnumerable<string> SkippedTests(SourceFile file) =>
        file.IsProduct ? [] :
        [
            .. from attribute in file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
               where LeftOut.Contains(attribute.Name.ToString())
               select $"line {file.LineOf(attribute)}: [{attribute.Name}]",
            .. from call in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
               where call.Expression.ToString() == "Assert" && GivenUp.Contains(call.Name.Identifier.Text)
               select $"line {file.LineOf(call)}: {call}",
        ];

    /// <summary>Compiled awaits look the same in the assembly, so that this one is looked for in the source.</summary>
    public static IEnumerable<string> BlockingWaits(SourceFile file) =>
        from call in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where file.IsProduct && call.Name.Identifier.Text == "GetResult"
            && call.Expression is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "GetAwaiter" },
            }
        select $"line {file.LineOf(call)}: {call}";

    /// <summary>Time in tests is <c>FakeTimeProvider</c>'s, or a condition that is waited for.</summary>
    public static IEnumerable<string> Sleeps(SourceFile file) =>
        from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let name = call.Expression.ToString()
        where name is "Thread.Sleep" or "Task.Delay"
        where name == "Thread.Sleep" || !file.IsProduct
        select $"line {file.LineOf(call)}: {call}";
}
