using System.Collections.Concurrent;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Testing.HashSets;

/// <summary>A store in memory that can be switched off, cut and changed.</summary>
internal sealed class FakeHashSetStore : IHashSetStore
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _announced = new(StringComparer.Ordinal);

    /// <summary>Every value by its key: <c>head</c>, <c>v:1</c>, <c>seg:id:0</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Values { get; } = new(StringComparer.Ordinal);

    public bool IsAway { get; set; }

    /// <summary>Who may publish, where a publication says that it matters.</summary>
    public FakePublisherLeases Leases { get; } = new();

    /// <summary>Head is there, and is no version number.</summary>
    public bool IsHeadUnreadable { get; set; }

    /// <summary>The next chunk read throws, as if the connection broke in the middle of a load.</summary>
    public bool BreaksAtNextChunk { get; set; }

    public int ChunkReads { get; private set; }

    public ValueTask<long?> ReadHeadAsync(string set, CancellationToken cancellation)
    {
        ThrowIfAway();
        if (IsHeadUnreadable)
        {
            throw new HashSetRefusedException(RefusalReason.Malformed, "Head is not a version number.");
        }

        return ValueTask.FromResult<long?>(Values.TryGetValue(Key(set, "head"), out var head)
            ? BitConverter.ToInt64(head) : null);
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(string set, long version, CancellationToken cancellation)
    {
        ThrowIfAway();
        return ValueTask.FromResult(Values.TryGetValue(Key(set, $"v:{version}"), out var manifest)
            ? manifest.ToArray()
            : default(ReadOnlyMemory<byte>?));
    }

    public ValueTask<int> ReadChunkAsync(
        string set, string segmentId, int index, Memory<byte> destination, CancellationToken cancellation)
    {
        ThrowIfAway();
        ChunkReads++;
        if (BreaksAtNextChunk)
        {
            BreaksAtNextChunk = false;
            throw new HashSetStoreUnavailableException("The connection broke.");
        }

        if (!Values.TryGetValue(Key(set, $"seg:{segmentId}:{index}"), out var chunk)
            || chunk.Length > HashSetLayout.ChunkBytes)
        {
            return ValueTask.FromResult(-1);
        }

        chunk.CopyTo(destination);
        return ValueTask.FromResult(chunk.Length);
    }

    public async Task WaitForAnnouncementAsync(string set, CancellationToken cancellation)
    {
        ThrowIfAway();
        await Announced(set).WaitAsync(cancellation);
    }

    public ValueTask<long> PublishAsync(HashSetPublication publication, long? expectedHead,
        CancellationToken cancellation)
    {
        ThrowIfAway();
        var manifest = publication.Manifest.Manifest;
        var sentBytes = (long)publication.Manifest.Document.Length;
        lock (_gate)
        {
            var headKey = Key(manifest.Set, "head");
            var head = Values.TryGetValue(headKey, out var bytes) ? BitConverter.ToInt64(bytes) : (long?)null;
            var manifestKey = Key(manifest.Set, $"v:{manifest.Version}");
            var isThere = Values.TryGetValue(manifestKey, out var published);
            if (head == manifest.Version && isThere
                && published.AsSpan().SequenceEqual(publication.Manifest.Document.Span))
            {
                return ValueTask.FromResult(0L);
            }

            if (head != expectedHead || isThere)
            {
                throw new HashSetConflictException("Head has moved.", head);
            }

            foreach (var segment in manifest.Segments.Where(segment =>
                !Values.ContainsKey(Key(manifest.Set, $"seg:{segment.Id}:0"))))
            {
                sentBytes += Store(manifest.Set, segment.Id, publication.OpenSegment(segment));
            }

            // Not before: a lease may end while segments are sent.
            if (publication.Lease is { } lease && !Leases.Holds(lease))
            {
                throw new PublisherLeaseLostException("The lease has ended.");
            }

            Values[manifestKey] = publication.Manifest.Document.ToArray();
            Values[headKey] = BitConverter.GetBytes(manifest.Version);
        }

        Announce(manifest.Set);
        return ValueTask.FromResult(sentBytes);
    }

    /// <summary>Wakes whoever waits, as a message on the channel does.</summary>
    public void Announce(string set = "default") => Announced(set).Release();

    public void SetHead(string set, long version) => Values[Key(set, "head")] = BitConverter.GetBytes(version);

    public static string Key(string set, string rest) => $"sw:{set}:{rest}";

    private long Store(string set, string id, Segment segment)
    {
        var sentBytes = 0L;
        for (var k = 0; k < HashSetLayout.ChunkCount(segment.LengthBytes); k++)
        {
            var chunk = new byte[HashSetLayout.ChunkLength(segment.LengthBytes, k)];
            segment.CopyBytes((long)k * HashSetLayout.ChunkBytes, chunk);
            if (Values.TryAdd(Key(set, $"seg:{id}:{k}"), chunk))
            {
                sentBytes += chunk.Length;
            }
        }

        return sentBytes;
    }

    private SemaphoreSlim Announced(string set) => _announced.GetOrAdd(set, static _ => new SemaphoreSlim(0));

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new HashSetStoreUnavailableException("The fake is switched off.");
        }
    }
}
