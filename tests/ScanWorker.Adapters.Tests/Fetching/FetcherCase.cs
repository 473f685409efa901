namespace ScanWorker.Adapters.Tests.Fetching;

/// <summary>A row of the contract suite.</summary>
internal sealed record FetcherCase(string Name, string Scheme, Func<FetcherUnderTest> Create)
{
    public override string ToString() => Name;
}
