using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Adapters.WorkingSets.Spools;

namespace ScanWorker.Commands.Sets.Fetching;

/// <summary>
/// The pages of a fetch: those that an interrupted one has kept, then those that are still to be asked for.
/// </summary>
/// <remarks>
/// A page is kept before it is taken, so a killed fetch never asks for a whole page again. What is taken is still one
/// record of the journal, made of all pages.
/// </remarks>
/// <param name="exchange">Where the pages come from.</param>
/// <param name="spool">Where they are kept; null: nowhere.</param>
/// <param name="options">Of the source.</param>
/// <param name="tell">Told in a sentence what becomes of pages that were kept.</param>
internal sealed class ResumedFetch(
    IExchange exchange, PageSpool? spool, ExchangeOptions options, Action<string> tell)
{
    private string _range = "";

    /// <param name="checkpoint">Where the last fetch ended; null for everything.</param>
    /// <param name="fetchedAt">When it did; null: never.</param>
    /// <param name="cancellation">Ends the fetch; what has come is kept.</param>
    /// <exception cref="ExchangeException">The fetch as a whole has failed.</exception>
    public async IAsyncEnumerable<ExchangePage> PagesAsync(
        string? checkpoint, DateTimeOffset? fetchedAt, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _range = RangeOf(checkpoint, fetchedAt);
        var kept = Kept();
        if (kept is [.., { Facts.Next: null }])
        {
            foreach (var page in kept)
            {
                yield return PageOf(page);
            }

            yield break;
        }

        var (pages, hasPage) = await StartAsync(checkpoint, kept, cancellation);
        await using (pages)
        {
            // It is kept first: a fetch that is killed among the pages before it has it.
            var first = hasPage ? Keep(pages.Current) : null;
            foreach (var page in kept)
            {
                yield return PageOf(page);
            }

            for (; first is not null; first = await pages.MoveNextAsync() ? Keep(pages.Current) : null)
            {
                yield return first;
            }
        }
    }

    /// <summary>Runs what takes the pages; when it is done, or cannot be done with these pages, none is kept.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> take)
    {
        try
        {
            var result = await take();
            spool?.Clear();
            return result;
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or WorkingSetBusyException)
            and not ExchangeException { Fault: ExchangeFault.Unavailable or ExchangeFault.Credentials })
        {
            spool?.Clear();
            throw;
        }
    }

    private List<SpooledPage> Kept()
    {
        if (spool is null)
        {
            return [];
        }

        var (pages, whyNone) = spool.Open(_range, options.ResumeWithin);
        if (pages.Count > 0)
        {
            tell($"{Count(pages.Count)} of an interrupted fetch {(pages.Count == 1 ? "is" : "are")} kept; "
                + "the fetch goes on behind.");
            return [.. pages];
        }

        if (whyNone is not null)
        {
            tell($"There are pages of an interrupted fetch, but {whyNone}; the fetch starts over.");
        }

        spool.Clear();
        return [];
    }

    // The next page is asked for before one that is kept is taken: a range that must start over has none of them.
    private async Task<(IAsyncEnumerator<ExchangePage> Pages, bool HasPage)> StartAsync(
        string? checkpoint, List<SpooledPage> kept, CancellationToken cancellation)
    {
        if (kept is [.., { Facts: { Next: { } next } last }])
        {
            var resumed = exchange.FetchAsync(checkpoint, new PageEnd(last.Checkpoint, next), cancellation)
                .GetAsyncEnumerator(cancellation);
            try
            {
                return (resumed, await resumed.MoveNextAsync());
            }
            catch (ExchangeException problem) when (IsForgotten(problem.Status))
            {
                tell($"The exchange does not know the next page of the interrupted fetch any more "
                    + $"({(int?)problem.Status}); the fetch starts over.");
                await resumed.DisposeAsync();
                spool?.Clear();
                kept.Clear();
            }
        }

        var pages = exchange.FetchAsync(checkpoint, null, cancellation).GetAsyncEnumerator(cancellation);
        return (pages, await pages.MoveNextAsync());
    }

    private ExchangePage Keep(ExchangePage page)
    {
        if (spool is null)
        {
            return page;
        }

        using var content = new MemoryStream();
        page.Content.CopyTo(content);
        var bytes = content.ToArray();
        spool.Add(_range, bytes, page.Checkpoint, page.Next);
        return page with { Content = new MemoryStream(bytes) };
    }

    // Another address, user or checkpoint is another range, and so is the same one behind a fetch that is done.
    private string RangeOf(string? checkpoint, DateTimeOffset? fetchedAt)
    {
        var when = fetchedAt?.ToString("O", CultureInfo.InvariantCulture);
        var range = string.Join(
            '\n', options.Kind, options.Location, options.User, checkpoint is null, checkpoint, when);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(range)));
    }

    private static bool IsForgotten(HttpStatusCode? status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Gone;

    private static ExchangePage PageOf(SpooledPage page) =>
        new(page.Open(), page.Facts.Checkpoint, page.Facts.Next);

    private static string Count(int pages) => pages == 1 ? "1 page" : $"{pages} pages";
}
