namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>Calls that nobody makes, but for the places that <see cref="LayerExceptions"/> list.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class BannedCallTests
{
    [TestCaseSource(typeof(BannedCall), nameof(BannedCall.All))]
    public void Call_Banned_IsMadeNowhere(BannedCall banned)
    {
        var made = BuiltAssembly.AllUses
            .Where(use => banned.Is(use) && !LayerExceptions.Calls.ContainsKey((banned.Name, use.User)));

        Expect.None(made, $"{banned.Instead} Exceptions stand in LayerExceptions.cs.");
    }

    [Test]
    public void Exceptions_EachListed_IsStillNeeded()
    {
        var unneeded = LayerExceptions.Calls.Keys.Where(exception =>
            !BannedCall.All.Any(banned => banned.Name == exception.Call
                && BuiltAssembly.AllUses.Any(use => use.User == exception.User && banned.Is(use))));

        Expect.None(unneeded, "These exceptions are obsolete.");
    }
}
