using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.FloodGuard;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>The fleet's counts as Redis sets, four to a window, and its quarantines as one Redis hash.</summary>
/// <remarks>
/// Both are sealed with the secret of the findings, so that writing to Redis does not turn blocks into reviews, and
/// whoever reads it learns only a number. Where there is no secret, each worker goes by what it has counted itself.
/// </remarks>
internal sealed class RedisFloodCounters(
    RedisConnections connections, TimeProvider clock, IOptions<FindingsCacheOptions> findings,
    IOptions<RedisOptions> redis) : IFloodCounters
{
    /// <summary>
    /// Quarantines, and counted uploaders, that are looked at, however many somebody has written there.
    /// </summary>
    internal const int FieldsMax = 20_000;

    /// <summary>Unsealed ones of them that are kept in memory, for a person to see.</summary>
    internal const int UnsealedMax = 1_000;

    private const int Slices = 4;
    private readonly Lazy<FloodSeal> _seal = new(() => new FloodSeal(findings.Value.SecretWith(redis.Value)));

    public ValueTask<long> CountAsync(
        string set, EntryKey entry, IReadOnlyCollection<Hash256> uploaders, TimeSpan window,
            CancellationToken cancellation) => _seal.Value.IsSecret
        ? AskAsync(database => CountAsync(database, set, entry, uploaders, window, cancellation), cancellation)
        : new(0L);

    public ValueTask<Quarantines> ReadQuarantinesAsync(string set, CancellationToken cancellation) =>
        AskAsync(database => ReadAsync(database, set, cancellation), cancellation);

    // A field that somebody else has written must not keep ours out.
    public ValueTask<bool> QuarantineAsync(string set, Quarantine quarantine, CancellationToken cancellation) =>
        AskAsync(
            async database =>
            {
                var (key, field) = (RedisKeys.Quarantine(set), FloodSeal.FieldOf(quarantine.Entry));
                var there = await database.HashGetAsync(key, field);
                if (_seal.Value.Read(set, field, (string?)there) is { IsOurs: true })
                {
                    return false;
                }

                _ = await database.HashSetAsync(key, field, _seal.Value.Facts(set, quarantine));
                return true;
            },
            cancellation);

    // The counts go first: a worker that counts in between would else find the old ones and quarantine the entry again.
    public ValueTask<bool> ReleaseAsync(string set, EntryKey entry, CancellationToken cancellation) => AskAsync(
        async database =>
        {
            _ = await database.KeyDeleteAsync(
                [.. (await database.SetMembersAsync(RedisKeys.FloodSlices(set, NameOf(entry))))
                .Select(slice => RedisKeys.FloodSlice(set, NameOf(entry), (string?)slice ?? ""))]);
            _ = await database.KeyDeleteAsync(RedisKeys.FloodSlices(set, NameOf(entry)));
            return await database.HashDeleteAsync(RedisKeys.Quarantine(set), FloodSeal.FieldOf(entry));
        },
        cancellation);

    private async Task<long> CountAsync(
        IDatabase database, string set, EntryKey entry, IReadOnlyCollection<Hash256> uploaders, TimeSpan window,
            CancellationToken cancellation)
    {
        var slice = window / Slices;
        var number = clock.GetUtcNow().UtcTicks / slice.Ticks;
        var (name, now) = (NameOf(entry), SliceOf(slice, number));
        var key = RedisKeys.FloodSlice(set, name, now);
        if (await database.SetLengthAsync(key) < FieldsMax)
        {
            _ = await database.SetAddAsync(key, [.. uploaders.Select(uploader => Member(set, name, now, uploader))]);
        }

        _ = await database.KeyExpireAsync(key, window + slice);
        _ = await database.SetAddAsync(RedisKeys.FloodSlices(set, name), now);
        _ = await database.KeyExpireAsync(RedisKeys.FloodSlices(set, name), window + slice);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var left = FieldsMax;
        for (var back = 0; back < Slices; back++)
        {
            var then = SliceOf(slice, number - back);
            await foreach (var member in database.SetScanAsync(RedisKeys.FloodSlice(set, name, then), pageSize: 1000)
                .WithCancellation(cancellation))
            {
                if (left-- == 0)
                {
                    return tokens.Count;
                }

                if (_seal.Value.Open(PlaceOf(set, name, then), (byte[]?)member ?? []) is { } token)
                {
                    tokens.Add(token);
                }
            }
        }

        return tokens.Count;
    }

    private async Task<Quarantines> ReadAsync(IDatabase database, string set, CancellationToken cancellation)
    {
        var read = new List<Quarantine>();
        var (left, unsealed) = (FieldsMax, 0);
        await foreach (var pair in database.HashScanAsync(RedisKeys.Quarantine(set), pageSize: 500)
            .WithCancellation(cancellation))
        {
            if (left-- == 0)
            {
                return new Quarantines(read, IsWhole: false);
            }

            if (_seal.Value.Read(set, (string?)pair.Name, (string?)pair.Value) is { } quarantine
                && (quarantine.IsOurs || unsealed++ < UnsealedMax))
            {
                read.Add(quarantine);
            }
        }

        return new Quarantines(read);
    }

    private RedisValue Member(string set, string entry, string slice, Hash256 uploader)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        uploader.CopyTo(bytes);
        return _seal.Value.TokenOf(PlaceOf(set, entry, slice), entry, bytes);
    }

    private static string PlaceOf(string set, string entry, string slice) => $"{set}\0{entry}\0{slice}";

    // Entries have names of any length and script; a digest of the name is a key of one length.
    private static string NameOf(EntryKey entry) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FloodSeal.FieldOf(entry))).AsSpan(0, 12));

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
                RedisFailures.Unavailable(problem, connections).Message, problem);
        }
    }
}
