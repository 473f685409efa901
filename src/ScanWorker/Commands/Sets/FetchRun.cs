using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Exchanges.Pages;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Adapters.WorkingSets.Spools;
using ScanWorker.Commands.Sets.Fetching;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary>One fetch from one source: its pages go through the same import session as a file.</summary>
/// <remarks>
/// The working set is not held while the exchange is waited for. What was fetched counts only if the source is still
/// where it was when the fetch began.
/// </remarks>
internal sealed class FetchRun(SetsContext context, FetchRequest request)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <exception cref="ExchangeException">The source cannot be fetched; nothing is changed.</exception>
    /// <exception cref="InvalidDataException">A page cannot be read; nothing is changed.</exception>
    /// <exception cref="ImportRefusedException">The list as a whole is refused.</exception>
    /// <exception cref="WorkingSetBusyException">Another process is changing the working set, or has fetched the same
    /// source meanwhile; nothing is changed.</exception>
    public async Task<FetchResult> RunAsync(CancellationToken cancellation)
    {
        using var http = new ExchangeHttp(request.Source, context.Clock, FirstWait);
        var exchange = Exchange.Of(request.Source, http, context.Clock);
        var (reached, spool) = await ReachedAsync(exchange, cancellation);
        using (spool)
        {
            var fetch = new ResumedFetch(
                exchange, spool, request.Source, sentence => request.Tell($"{request.Name}: {sentence}"));
            return await fetch.RunAsync(() => TakeAsync(exchange, fetch, reached, cancellation));
        }
    }

    private async Task<FetchResult> TakeAsync(
        IExchange exchange, ResumedFetch fetch, ReachedCheckpoint? reached, CancellationToken cancellation)
    {
        var start = new FetchStart(exchange, request, context.Clock);
        var checkpoint = start.CheckpointOf(reached);
        await using var pages = await FetchedPages.FetchAsync(
            fetch.PagesAsync(checkpoint, reached?.At, cancellation), checkpoint, Path.GetTempPath(), cancellation);
        start.Check(pages.Checkpoint);
        var format = FormatOf(exchange, pages);
        using var workingSet = await OpenAsync(cancellation);
        return ReachedIn(workingSet) == reached
            ? Import(
                workingSet, format, SettingsOf(workingSet, format, pages.Count > 0 ? null : reached?.Of),
                pages.Count > 0 && exchange.IsSnapshot(checkpoint), pages)
            : throw new WorkingSetBusyException(
                $"'{request.Name}' was fetched by another process meanwhile, or the working set was rolled back. "
                    + "Nothing is changed; fetch it again.");
    }

    private Task<WorkingSet> OpenAsync(CancellationToken cancellation) =>
        context.OpenToWriteAsync(request.Patience, cancellation);

    // Opened to write: a working set that is busy or cannot be written is told before anything is fetched.
    private async Task<(ReachedCheckpoint? Reached, PageSpool? Spool)> ReachedAsync(
        IExchange exchange, CancellationToken cancellation)
    {
        using var workingSet = await OpenAsync(cancellation);
        var isKept = exchange.IsPaged && !request.IsDryRun;
        return (ReachedIn(workingSet), isKept ? workingSet.TryOpenSpool(request.Name) : null);
    }

    private ReachedCheckpoint? ReachedIn(WorkingSet workingSet) =>
        workingSet.State.Checkpoints.GetValueOrDefault(request.Name);

    private FetchResult Import(
        WorkingSet workingSet, IListFormat format, ListSettings settings, bool isSnapshot, FetchedPages pages)
    {
        var hygiene = new EntryHygiene(
            BenignGauntlet.Hashes, BankDistances.Of(context.Configuration, request.Source.Bank));
        var record = new JournalRecord(0, default, request.By, JournalAction.Import)
        {
            Why = request.Why,
            File = request.Name,
            Format = format.Name,
            Checkpoint = new JournalCheckpoint(request.Name, pages.Checkpoint)
            {
                Of = ListIdentity.Of(request.Source, settings.Source),
            },
        };
        var rules = request.Rules with
        {
            Mode = isSnapshot ? ImportMode.Full : ImportMode.Delta,
            RowsAreHashes = format.RowsAreHashes,
            AllowsEmpty = !isSnapshot || request.Rules.AllowsEmpty, // Nothing new is no reason to doubt.
        };
        var (counts, quarantine) = new ListImport(workingSet, hygiene, context.Clock).Run(
            record, settings, rules, request.IsDryRun, sink => Read(pages, format, settings, sink));
        return new FetchResult(counts, quarantine, isSnapshot, pages.Count);
    }

    private static void Read(FetchedPages pages, IListFormat format, ListSettings settings, IListSink sink)
    {
        for (var index = 0; index < pages.Count; index++)
        {
            using var page = ListFile.Open(pages.Open(index), null);
            format.Read(page, settings, sink);
        }
    }

    // A file that is as before does not show its format again.
    private ListSettings SettingsOf(WorkingSet workingSet, IListFormat format, FetchedList? before)
    {
        var source = ListIdentity.SourceOf(request.Name, request.Source)
            ?? before?.Source ?? format.DefaultSource ?? request.Name;
        var other = context.Exchanges.Sources.FirstOrDefault(other => other.Key != request.Name
            && other.Value.Bank == request.Source.Bank && SourceOf(workingSet, other.Key, other.Value) == source).Key;
        return other is null
            ? new ListSettings(request.Source.Bank, source)
            : throw new ConfigurationException(
                ListIdentity.Clash(request.Source.Bank, source, [other, request.Name]));
    }

    // What a guessed format has shown to be so.
    private static string? SourceOf(WorkingSet workingSet, string name, ExchangeOptions options) =>
        ListIdentity.SourceOf(name, options) ?? workingSet.State.Checkpoints.GetValueOrDefault(name)?.Of?.Source;

    private IListFormat FormatOf(IExchange exchange, FetchedPages pages)
    {
        if (exchange.Format is { } name)
        {
            return ListFormats.Named(name) ?? throw new InvalidDataException($"There is no format '{name}'.");
        }

        if (pages.Count == 0)
        {
            return new JsonLinesFormat();
        }

        using var first = ListFile.Open(pages.Open(0), null);
        return ListFormats.Guess(request.Name, first.Start)
            ?? throw new InvalidDataException("The format cannot be told from the list's beginning: set 'Format'.");
    }
}

/// <summary>What is asked of a fetch.</summary>
/// <param name="Name">Of the source.</param>
/// <param name="Source">Where it is.</param>
/// <param name="By">Who.</param>
/// <param name="Rules">How the list is taken; its mode is the source's matter.</param>
internal sealed record FetchRequest(string Name, ExchangeOptions Source, string By, ImportRules Rules)
{
    // A record of an exchange that cannot be read says little of the others.
    private const int QuarantineMin = 5;

    public string? Why { get; init; }

    public bool IsDryRun { get; init; }

    /// <summary>Fetch everything, whatever was fetched before.</summary>
    public bool StartsOver { get; init; }

    /// <summary>For what a person should know of the fetch.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>How a source's list is taken if nobody says otherwise.</summary>
    /// <param name="source">Says how.</param>
    /// <param name="quarantineLimit">Instead of the source's own; null: that.</param>
    public static ImportRules RulesOf(ExchangeOptions source, double? quarantineLimit = null) => new()
    {
        QuarantineShareMax = quarantineLimit ?? source.QuarantineLimit,
        DeltaQuarantineMin = QuarantineMin,
    };

    /// <summary>How long another process that is changing the working set is waited for. Default: not at all.</summary>
    public TimeSpan Patience { get; init; }
}

/// <summary>What a fetch did.</summary>
internal sealed record FetchResult(ImportCounts Counts, string? QuarantineFile, bool IsSnapshot, int Pages);
