namespace ScanWorker.Adapters.Exchanges;

/// <summary>Sees that paging comes to an end: no page is asked for twice, and there are not too many.</summary>
internal sealed class PageGuard
{
    private const int PagesMax = 100_000;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <param name="next">What names the next page; null after the last.</param>
    /// <exception cref="ExchangeException">It was asked for before.</exception>
    public void Add(string? next)
    {
        if (next is not null && (!_seen.Add(next) || _seen.Count > PagesMax))
        {
            throw new ExchangeException(
                ExchangeFault.Content, "The exchange gives a page twice: paging comes to no end.");
        }
    }
}
