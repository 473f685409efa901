namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>All tidy rules.</summary>
internal static class TidyRules
{
    public static readonly IReadOnlyList<TidyRule> All =
    [
        new("file-length", "A file is read in one sitting.", TextRules.LongFile),
        new("method-length", "A method is seen in one screen.", SyntaxRules.LongMethods),
        new("line-length", "Two files stand side by side.", TextRules.LongLines),
        new("one-concept", "A file is one concept, and named after it.", NamingRules.OneConcept),
        new("namespace", "A type is found by its namespace.", NamingRules.NamespaceIsFolder),
        new("empty-name", "A name says what a type does.", NamingRules.EmptyNames),
        new("region", "What needs folding needs splitting.", TextRules.Regions),
        new("pragma", "A rule that is wrong for us is off in .editorconfig, with its reason.", TextRules.Pragmas),
        new("null-forgiving", "Null is checked, not forgiven.", SyntaxRules.NullForgiving),
        new("postponed", "What is to be done stands in an issue.", TextRules.Postponed),
        new("broad-catch", "A bug ends the process; it is not caught.", SyntaxRules.BroadCatches),
        new("blocking-wait", "Asynchronous work is awaited.", SyntaxRules.BlockingWaits),
        new("sealed", "Nothing is derived from by accident.", SyntaxRules.Unsealed),
        new("test-name", "A test's name is a sentence: subject, condition, outcome.", NamingRules.TestNames),
        new("skipped-test", "A test that may not run proves nothing.", SyntaxRules.SkippedTests),
        new("sleep", "A test that sleeps is slow on good days and red on bad ones.", SyntaxRules.Sleeps),
    ];
}
