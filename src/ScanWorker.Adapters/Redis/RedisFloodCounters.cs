using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Hashing;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Ports;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>The fleet's counts as HyperLogLogs, four to a window, and its quarantines as one Redis hash.</summary>
/// <remarks>A HyperLogLog holds no content and no digest: who reads it learns a number.</remarks>
internal sealed class RedisFloodCounters(RedisConnections connections, TimeProvider clock) : IFloodCounters
{
    private const int Slices = 4;
    private const char Separator = '\n';

    public ValueTask<long> CountAsync(
        string set, EntryKey entry, IReadOnlyCollection<Hash256> contents, TimeSpan window,
            CancellationToken cancellation) =>
        AskAsync(
            async database =>
            {
                var slice = window / Slices;
                var number = clock.GetUtcNow().UtcTicks / slice.Ticks;
                var keys = Enumerable.Range(0, Slices).Select(back =>
                    RedisKeys.FloodSlice(set, NameOf(entry), SliceOf(slice, number - back))).ToArray();
                _ = await database.HyperLogLogAddAsync(keys[0], [.. contents.Select(Value)]);
                _ = await database.KeyExpireAsync(keys[0], window + slice);
                _ = await database.SetAddAsync(RedisKeys.FloodSlices(set, NameOf(entry)), SliceOf(slice, number));
                _ = await database.KeyExpireAsync(RedisKeys.FloodSlices(set, NameOf(entry)), window + slice);
                return await database.HyperLogLogLengthAsync(keys);
            },
            cancellation);

    public ValueTask<IReadOnlyCollection<Quarantine>> ReadQuarantinesAsync(string set,
        CancellationToken cancellation) =>
        AskAsync<IReadOnlyCollection<Quarantine>>(
            async database => [.. (await database.HashGetAllAsync(RedisKeys.Quarantine(set))).Select(Read)
                .OfType<Quarantine>()],
            cancellation);

    public ValueTask<bool> QuarantineAsync(string set, Quarantine quarantine, CancellationToken cancellation) =>
        AskAsync(
        database => database.HashSetAsync(
            RedisKeys.Quarantine(set), FieldOf(quarantine.Entry),
            string.Create(CultureInfo.InvariantCulture, $"{quarantine.Since:O}{Separator}{quarantine.Contents}"),
                When.NotExists),
        cancellation);

    // The counts go first: a worker that counts in between would else find the old ones and quarantine the entry again.
    public ValueTask<bool> ReleaseAsync(string set, EntryKey entry, CancellationToken cancellation) => AskAsync(
        async database =>
        {
            _ = await database.KeyDeleteAsync(
                [.. (await database.SetMembersAsync(RedisKeys.FloodSlices(set, NameOf(entry))))
                .Select(slice => RedisKeys.FloodSlice(set, NameOf(entry), (string?)slice ?? ""))]);
            _ = await database.KeyDeleteAsync(RedisKeys.FloodSlices(set, NameOf(entry)));
            return await database.HashDeleteAsync(RedisKeys.Quarantine(set), FieldOf(entry));
        },
        cancellation);

    private static string FieldOf(EntryKey entry) => string.Join(Separator, entry.Bank, entry.Source, entry.EntryId);

    private static Quarantine? Read(HashEntry pair)
    {
        var names = ((string?)pair.Name ?? "").Split(Separator);
        var facts = ((string?)pair.Value ?? "").Split(Separator);
        return names.Length == 3 && facts.Length == 2
            && DateTimeOffset.TryParse(facts[0], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind,
                out var since)
            && long.TryParse(facts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var contents)
                ? new Quarantine(new EntryKey(names[0], names[1], names[2]), since, contents)
                : null;
    }

    private static RedisValue Value(Hash256 content)
    {
        var bytes = new byte[Hash256.SizeBytes];
        content.CopyTo(bytes);
        return bytes;
    }

    // Entries have names of any length and script; a digest of the name is a key of one length.
    private static string NameOf(EntryKey entry) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FieldOf(entry))).AsSpan(0, 12));

    private static string SliceOf(TimeSpan slice, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{slice.Ticks}:{number}");

    private async ValueTask<T> AskAsync<T>(Func<IDatabase, Task<T>> commands, CancellationToken cancellation)
    {
        try
        {
            var database = (await connections.Cache.WaitAsync(cancellation)).GetDatabase();
            return await commands(database).WaitAsync(cancellation);
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem))
        {
            throw new FloodCountersUnavailableException(
                RedisFailures.Unavailable(problem, connections.Distrust).Message, problem);
        }
    }
}
