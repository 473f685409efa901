using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>Published hash sets in Redis or Garnet: plain strings, one MULTI and one channel.</summary>
internal sealed class RedisHashSetStore(RedisConnections connections, IOptions<RedisOptions> options) : IHashSetStore
{
    private readonly ConcurrentDictionary<string, RedisAnnouncements> _announcements = new(StringComparer.Ordinal);

    public async ValueTask<long?> ReadHeadAsync(string set, CancellationToken cancellation)
    {
        var value = await AskAsync(
            connections.Signals, database => database.StringGetAsync(RedisKeys.Head(database, set)), cancellation);
        if (value.IsNull)
        {
            return null;
        }

        return long.TryParse((string?)value, NumberStyles.None, CultureInfo.InvariantCulture, out var head) && head > 0
            ? head
            : throw new HashSetRefusedException(RefusalReason.Malformed, "Head is not a version number.");
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(
        string set, long version, CancellationToken cancellation)
    {
        using var lease = await AskAsync(
            connections.Signals,
            database => database.StringGetLeaseAsync(RedisKeys.Manifest(database, set, version)),
            cancellation);
        return lease is null ? default(ReadOnlyMemory<byte>?) : lease.Span.ToArray();
    }

    public async ValueTask<int> ReadChunkAsync(
        string set, string segmentId, int index, Memory<byte> destination, CancellationToken cancellation)
    {
        using var lease = await AskAsync(
            connections.Bulk,
            database => database.StringGetLeaseAsync(RedisKeys.Chunk(database, set, segmentId, index)),
            cancellation);
        if (lease is null || lease.Length > HashSetLayout.ChunkBytes)
        {
            return -1;
        }

        lease.Span.CopyTo(destination.Span);
        return lease.Length;
    }

    public async Task WaitForAnnouncementAsync(string set, CancellationToken cancellation)
    {
        var announcements = _announcements.GetOrAdd(set, static name =>
            new RedisAnnouncements(RedisKeys.Announce(name)));
        try
        {
            await announcements.SubscribeAsync(connections.Signals, cancellation);
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem))
        {
            throw RedisFailures.Unavailable(problem, connections);
        }

        await announcements.WaitAsync(cancellation);
    }

    public async ValueTask<long> PublishAsync(
        HashSetPublication publication, long? expectedHead, CancellationToken cancellation)
    {
        try
        {
            return await new RedisPublish(
                publication, expectedHead, await connections.Bulk, options.Value.KeepVersions).RunAsync(cancellation);
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem))
        {
            throw RedisFailures.Unavailable(problem, connections);
        }
    }

    private async Task<T> AskAsync<T>(
        Task<ConnectionMultiplexer> connection, Func<IDatabase, Task<T>> command, CancellationToken cancellation)
    {
        try
        {
            var database = (await connection.WaitAsync(cancellation)).GetDatabase();
            return await command(database).WaitAsync(cancellation);
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem))
        {
            throw RedisFailures.Unavailable(problem, connections);
        }
    }
}
