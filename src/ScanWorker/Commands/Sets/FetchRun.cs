using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Sets.Fetching;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary>One fetch from one source: its pages go through the same import session as a file.</summary>
internal sealed class FetchRun(SetsContext context, FetchRequest request)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private long _pages;

    /// <exception cref="ExchangeException">The source cannot be fetched; nothing is changed.</exception>
    /// <exception cref="InvalidDataException">A page cannot be read; nothing is changed.</exception>
    /// <exception cref="ImportRefusedException">The list as a whole is refused.</exception>
    public async Task<FetchResult> RunAsync(CancellationToken cancellation)
    {
        using var workingSet = context.OpenToWrite();
        using var http = new ExchangeHttp(request.Source, context.Clock, FirstWait);
        var exchange = Exchange.Of(request.Source, http, context.Clock);
        var spool = exchange.IsPaged && !request.IsDryRun ? workingSet.OpenSpool(request.Name) : null;
        var fetch = new ResumedFetch(
            exchange, spool, request.Source, sentence => context.Error.WriteLine($"{request.Name}: {sentence}"));
        return await fetch.RunAsync(() => TakeAsync(workingSet, exchange, fetch, cancellation));
    }

    private async Task<FetchResult> TakeAsync(
        WorkingSet workingSet, IExchange exchange, ResumedFetch fetch, CancellationToken cancellation)
    {
        var checkpoint = request.StartsOver ? null : CheckpointOf(workingSet, exchange);
        await using var pages = fetch.PagesAsync(checkpoint, FetchedAt(workingSet), cancellation)
            .GetAsyncEnumerator(cancellation);
        if (!await pages.MoveNextAsync())
        {
            return await ImportAsync(
                workingSet,
                NamedFormat(exchange) ?? new JsonLinesFormat(),
                isSnapshot: false,
                _ => Task.FromResult(checkpoint));
        }

        await using var first = ListFile.Open(pages.Current.Content, null);
        var format = NamedFormat(exchange) ?? ListFormats.Guess(request.Name, first.Start)
            ?? throw new InvalidDataException("The format cannot be told from the list's beginning: set 'Format'.");
        var isSnapshot = exchange.IsSnapshot(checkpoint);
        return await ImportAsync(workingSet, format, isSnapshot, async sink =>
        {
            var settings = SettingsOf(format);
            format.Read(first, settings, sink);
            var last = pages.Current.Checkpoint;
            for (_pages = 1; await pages.MoveNextAsync(); _pages++)
            {
                await using var page = ListFile.Open(pages.Current.Content, null);
                format.Read(page, settings, sink);
                last = pages.Current.Checkpoint;
            }

            return last;
        });
    }

    private async Task<FetchResult> ImportAsync(
        WorkingSet workingSet, IListFormat format, bool isSnapshot, Func<IListSink, Task<string?>> read)
    {
        var hygiene = new EntryHygiene(
            BenignGauntlet.Hashes, BankDistances.Of(context.Configuration, request.Source.Bank));
        var record = new JournalRecord(0, default, request.By, JournalAction.Import)
        {
            Why = request.Why,
            File = request.Name,
            Format = format.Name,
        };
        var rules = request.Rules with
        {
            Mode = isSnapshot ? ImportMode.Full : ImportMode.Delta,
            RowsAreHashes = format.RowsAreHashes,
            AllowsEmpty = !isSnapshot || request.Rules.AllowsEmpty, // Nothing new is no reason to doubt.
        };
        var (counts, quarantine) = await new ListImport(workingSet, hygiene, context.Clock).RunAsync(
            record,
            SettingsOf(format),
            rules,
            request.IsDryRun,
            async (sink, made) => made with { Checkpoint = new JournalCheckpoint(request.Name, await read(sink)) });
        return new FetchResult(counts, quarantine, isSnapshot, _pages);
    }

    // Where tombstones may have been forgotten meanwhile, only the whole list tells what is gone.
    private string? CheckpointOf(WorkingSet workingSet, IExchange exchange)
    {
        if (!workingSet.State.Checkpoints.TryGetValue(request.Name, out var known))
        {
            return null;
        }

        if (exchange.CheckpointLife is { } life && context.Clock.GetUtcNow() - known.At > life)
        {
            context.Error.WriteLine(
                $"{request.Name}: the last fetch is over {life.TotalDays:0} days old; the whole list is fetched.");
            return null;
        }

        return known.Value;
    }

    private DateTimeOffset? FetchedAt(WorkingSet workingSet) =>
        workingSet.State.Checkpoints.TryGetValue(request.Name, out var known) ? known.At : null;

    private ListSettings SettingsOf(IListFormat format) =>
        new(request.Source.Bank, request.Source.Source.Length > 0 ? request.Source.Source
            : format.DefaultSource ?? request.Name);

    private static IListFormat? NamedFormat(IExchange exchange) => exchange.Format is not { } name ? null
        : ListFormats.Named(name) ?? throw new InvalidDataException($"There is no format '{name}'.");
}

/// <summary>What the command line asks of a fetch.</summary>
/// <param name="Name">Of the source.</param>
/// <param name="Source">Where it is.</param>
/// <param name="By">Who.</param>
/// <param name="Rules">How the list is taken; its mode is the source's matter.</param>
internal sealed record FetchRequest(string Name, ExchangeOptions Source, string By, ImportRules Rules)
{
    public string? Why { get; init; }

    public bool IsDryRun { get; init; }

    /// <summary>Fetch everything, whatever was fetched before.</summary>
    public bool StartsOver { get; init; }
}

/// <summary>What a fetch did.</summary>
internal sealed record FetchResult(ImportCounts Counts, string? QuarantineFile, bool IsSnapshot, long Pages);
