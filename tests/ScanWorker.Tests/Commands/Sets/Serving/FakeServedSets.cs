using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Commands.Sets;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Tests.Commands.Sets.Serving;

/// <summary>Sources that do what a test says, and a record of what was asked for.</summary>
internal sealed class FakeServedSets : IServedSets
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, ExchangeOptions> _sources = [];
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task<int>>> _fetches = [];
    private readonly ConcurrentDictionary<string, Channel<bool>> _fetched = [];
    private readonly Channel<PublisherLease> _published = Channel.CreateUnbounded<PublisherLease>();
    private long _version;

    public IReadOnlyDictionary<string, ExchangeOptions> Sources => _sources;

    /// <summary>What the journal has of sources.</summary>
    public Dictionary<string, WatchedSource> Known { get; } = [];

    public OpinionBook Opinions { get; set; } = OpinionBook.Empty;

    /// <summary>What a publish throws; null: it makes a version.</summary>
    public Exception? PublishProblem { get; set; }

    /// <summary>How many opinions the next reading of feedback finds.</summary>
    public long FeedbackNews { get; set; }

    /// <summary>What a reading of feedback throws; null: nothing.</summary>
    public Exception? FeedbackProblem { get; set; }

    /// <param name="name">The source's.</param>
    /// <param name="fetch">What a fetch does; it gives the number of entries that are new.</param>
    /// <param name="interval">Between fetches.</param>
    public void Add(string name, Func<CancellationToken, Task<int>> fetch, TimeSpan interval)
    {
        _sources[name] = new ExchangeOptions { Interval = interval, FetchDeadline = TimeSpan.FromMinutes(20) };
        _fetches[name] = fetch;
        _fetched[name] = Channel.CreateUnbounded<bool>();
    }

    public void Change(string name, Func<CancellationToken, Task<int>> fetch) => _fetches[name] = fetch;

    /// <summary>Waits for the next fetch to begin.</summary>
    public async Task FetchBeganAsync(string name) =>
        _ = await _fetched[name].Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Whether a fetch has begun that nobody waited for.</summary>
    public bool HasFetched(string name) => _fetched[name].Reader.TryPeek(out _);

    /// <summary>Waits for the next publish.</summary>
    public async Task<PublisherLease> PublishedAsync() =>
        await _published.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public bool HasPublished => _published.Reader.TryPeek(out _);

    public (IReadOnlyDictionary<string, WatchedSource> Sources, OpinionBook Opinions) Read() => (Known, Opinions);

    public async Task<FetchResult> FetchAsync(string source, CancellationToken cancellation)
    {
        _ = _fetched[source].Writer.TryWrite(true);
        var added = await _fetches[source](cancellation);
        return new FetchResult(
            new ImportCounts(added, added, 0, 0, 0, 0, 0, ImmutableSortedDictionary<RejectReason, long>.Empty), null,
            IsSnapshot: false, Pages: 1);
    }

    public Task<CurrentVersion> PublishAsync(PublisherLease lease, CancellationToken cancellation)
    {
        _ = _published.Writer.TryWrite(lease);
        return PublishProblem is { } problem
            ? Task.FromException<CurrentVersion>(problem)
            : Task.FromResult(new CurrentVersion(Interlocked.Increment(ref _version), IsNew: true, Opinions));
    }

    public Task<(long News, OpinionBook Opinions)> ReadFeedbackAsync(CancellationToken cancellation) =>
        FeedbackProblem is { } problem
            ? Task.FromException<(long, OpinionBook)>(problem) : Task.FromResult((FeedbackNews, Opinions));
}
