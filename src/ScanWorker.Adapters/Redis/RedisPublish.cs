using System.Buffers;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>One attempt to publish one version.</summary>
internal sealed class RedisPublish(
    HashSetPublication publication, long? expectedHead, ConnectionMultiplexer connection, int keepVersions)
{
    private const int ChunksInFlight = 8;
    private readonly IDatabase _database = connection.GetDatabase();
    private readonly HashSetManifest _manifest = publication.Manifest.Manifest;
    private long _sentBytes;

    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        if (await IsDoneAsync())
        {
            return 0; // An earlier attempt whose answer was lost had moved head after all.
        }

        await CheckLeaseAsync();
        await CheckHeadAsync();
        foreach (var segment in _manifest.Segments)
        {
            await SendSegmentAsync(segment, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
        await MoveHeadAsync();
        await AnnounceAsync();
        await PruneAsync();
        return _sentBytes + publication.Manifest.Document.Length;
    }

    private RedisKey HeadKey => RedisKeys.Head(_database, _manifest.Set);

    private RedisKey ManifestKey => RedisKeys.Manifest(_database, _manifest.Set, _manifest.Version);

    private RedisKey LeaseKey => RedisKeys.Publisher(_database, _manifest.Set);

    private async Task<bool> IsDoneAsync()
    {
        if (await _database.StringGetAsync(HeadKey) != _manifest.Version)
        {
            return false;
        }

        using var published = await _database.StringGetLeaseAsync(ManifestKey);
        return published is not null && published.Span.SequenceEqual(publication.Manifest.Document.Span);
    }

    // Before anything is sent; what counts is the same condition in the transaction.
    private async Task CheckLeaseAsync()
    {
        if (publication.Lease is { } lease && await _database.StringGetAsync(LeaseKey) != lease.Value)
        {
            throw new PublisherLeaseLostException(
                $"Version {_manifest.Version} is not published: lease {lease.Number} of the publisher has ended.");
        }
    }

    private async Task CheckHeadAsync()
    {
        var head = await _database.StringGetAsync(HeadKey);
        if ((long?)head != expectedHead)
        {
            throw Conflict((long?)head);
        }
    }

    // A chunk is named by the content of its segment, and Redis sets a string whole or not at all: one that is there is
    // right.
    private async Task SendSegmentAsync(SegmentFacts facts, CancellationToken cancellation)
    {
        var lengths = await Task.WhenAll(Enumerable.Range(0, HashSetLayout.ChunkCount(facts.LengthBytes))
            .Select(index => _database.StringLengthAsync(RedisKeys.Chunk(_database, _manifest.Set, facts.Id, index))));
        var missing = lengths.Index()
            .Where(chunk => chunk.Item != HashSetLayout.ChunkLength(facts.LengthBytes, chunk.Index))
            .Select(chunk => chunk.Index).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var segment = publication.OpenSegment(facts);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ChunksInFlight, CancellationToken = cancellation };
        await Parallel.ForEachAsync(missing, options, async (index, _) => await SendChunkAsync(facts, segment, index));
    }

    private async Task SendChunkAsync(SegmentFacts facts, Segment segment, int index)
    {
        var length = HashSetLayout.ChunkLength(facts.LengthBytes, index);
        var chunk = ArrayPool<byte>.Shared.Rent(length);
        segment.CopyBytes((long)index * HashSetLayout.ChunkBytes, chunk.AsSpan(0, length));
        await _database.StringSetAsync(
            RedisKeys.Chunk(_database, _manifest.Set, facts.Id, index), chunk.AsMemory(0, length));
        Interlocked.Add(ref _sentBytes, length);
        ArrayPool<byte>.Shared.Return(chunk); // Not after a failure: the client may still be writing from it.
    }

    private async Task MoveHeadAsync()
    {
        var transaction = _database.CreateTransaction();
        transaction.AddCondition(
            expectedHead is { } head ? Condition.StringEqual(HeadKey, head) : Condition.KeyNotExists(HeadKey));
        transaction.AddCondition(Condition.KeyNotExists(ManifestKey));
        if (publication.Lease is { } lease)
        {
            transaction.AddCondition(Condition.StringEqual(LeaseKey, lease.Value));
        }

        var writingManifest = transaction.StringSetAsync(ManifestKey, publication.Manifest.Document);
        var movingHead = transaction.StringSetAsync(HeadKey, _manifest.Version);
        if (!await transaction.ExecuteAsync())
        {
            await CheckLeaseAsync();
            throw Conflict((long?)await _database.StringGetAsync(HeadKey));
        }

        await Task.WhenAll(writingManifest, movingHead);
    }

    private async Task AnnounceAsync()
    {
        try
        {
            await connection.GetSubscriber().PublishAsync(RedisKeys.Announce(_manifest.Set), _manifest.Version);
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem))
        {
            // Head has moved: workers that poll learn of it all the same.
        }
    }

    private async Task PruneAsync()
    {
        try
        {
            await new RedisPrune(_database, _manifest.Set).RunAsync(_manifest.Version, keepVersions);
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem))
        {
            // The next publish takes it up again.
        }
    }

    private HashSetConflictException Conflict(long? head) => new(
        $"Version {_manifest.Version} is not published: head was {Name(expectedHead)} and is now {Name(head)}.", head);

    private static string Name(long? head) => head is { } version ? $"version {version}" : "not there";
}

/// <summary>Lets go of versions that nobody loads any more, and of the segments that no later version names.</summary>
internal sealed class RedisPrune(IDatabase database, string set)
{
    /// <summary>A publisher that was away for long catches up over several publishes.</summary>
    private const int VersionsAtOnceMax = 32;

    /// <param name="head">The current version.</param>
    /// <param name="keep">How many versions stay, the current one included.</param>
    public async Task RunAsync(long head, int keep)
    {
        var old = new List<SealedManifest>();
        for (var version = head - keep; version > 0 && old.Count < VersionsAtOnceMax; version--)
        {
            if (await ReadAsync(version) is not { } manifest)
            {
                break;
            }

            old.Add(manifest);
        }

        if (old.Count == 0)
        {
            return;
        }

        var kept = new HashSet<string>(StringComparer.Ordinal);
        for (var version = head - keep + 1; version <= head; version++)
        {
            kept.UnionWith((await ReadAsync(version))?.Manifest.Segments.Select(segment => segment.Id) ?? []);
        }

        foreach (var manifest in old)
        {
            await DropAsync(manifest.Manifest, kept);
        }
    }

    // The manifest goes first: one whose segments are gone must not be found.
    private async Task DropAsync(HashSetManifest manifest, HashSet<string> kept)
    {
        _ = await database.KeyDeleteAsync(RedisKeys.Manifest(database, set, manifest.Version));
        foreach (var segment in manifest.Segments.Where(segment => !kept.Contains(segment.Id)))
        {
            for (var index = 0; index < HashSetLayout.ChunkCount(segment.LengthBytes); index++)
            {
                _ = await database.KeyDeleteAsync(RedisKeys.Chunk(database, set, segment.Id, index));
            }
        }
    }

    private async Task<SealedManifest?> ReadAsync(long version)
    {
        using var lease = await database.StringGetLeaseAsync(RedisKeys.Manifest(database, set, version));
        try
        {
            return lease is null ? null : SealedManifest.Open(lease.Span.ToArray(), ManifestTrust.Anyone);
        }
        catch (HashSetRefusedException)
        {
            return null; // Not one of ours: it is left alone.
        }
    }
}
