namespace ScanWorker.Architecture.Tests;

/// <summary>Asserts that list everything they found: NUnit itself stops after ten.</summary>
internal static class Expect
{
    /// <param name="violations">There should be none.</param>
    /// <param name="because">What to do about them.</param>
    public static void None<T>(IEnumerable<T> violations, string because)
    {
        var found = violations.Select(violation => $"  {violation}").Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.That(found, Is.Empty, $"{because}{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
