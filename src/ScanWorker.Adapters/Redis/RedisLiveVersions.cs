using System.Globalization;
using ScanWorker.Pipeline.HashSets.Fleet;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>The fleet's news as a key for each worker, which expires, and a set of their names.</summary>
internal sealed class RedisLiveVersions(RedisConnections connections) : ILiveVersions
{
    // "41 16000": the version, and for how many milliseconds the news is good.
    private const int ValueCharsMax = 40;

    public async ValueTask TellAsync(
        string set, string worker, long version, TimeSpan life, CancellationToken cancellation)
    {
        life = life < ILiveVersions.LifeMax ? life : ILiveVersions.LifeMax;
        var value = string.Create(CultureInfo.InvariantCulture, $"{version} {(long)life.TotalMilliseconds}");
        _ = await AskAsync(
            async database =>
            {
                _ = await database.StringSetAsync(RedisKeys.Live(set, worker), value, life);
                _ = await database.SetAddAsync(RedisKeys.LiveNames(set), worker);
                return await database.KeyExpireAsync(RedisKeys.LiveNames(set), ILiveVersions.LifeMax);
            },
            cancellation);
    }

    public async ValueTask<LiveWorkers> ReadAsync(string set, CancellationToken cancellation) =>
        await AskAsync(database => ReadAsync(database, set, cancellation), cancellation);

    private static async Task<LiveWorkers> ReadAsync(IDatabase database, string set, CancellationToken cancellation)
    {
        var (read, gone) = (new SortedDictionary<string, LiveWorker>(StringComparer.Ordinal), new List<RedisValue>());
        var left = ILiveVersions.WorkersMax;
        await foreach (var member in database.SetScanAsync(RedisKeys.LiveNames(set), pageSize: 500)
            .WithCancellation(cancellation))
        {
            if (left-- == 0)
            {
                break;
            }

            var name = (string?)member ?? "";
            var key = RedisKeys.Live(set, name);
            if (!IsName(name) || await database.KeyTimeToLiveAsync(key) is not { } rest)
            {
                gone.Add(member);
                continue;
            }

            var value = (string?)await database.StringGetRangeAsync(key, 0, ValueCharsMax) ?? "";
            if (Parse(name, value, rest) is { } worker)
            {
                read[name] = worker;
            }
        }

        // Not while it is scanned, or others are passed over. Nobody waits for the answer, and it need not be allowed.
        if (gone.Count > 0)
        {
            _ = database.SetRemoveAsync(RedisKeys.LiveNames(set), [.. gone], CommandFlags.FireAndForget);
        }

        return new LiveWorkers([.. read.Values], IsWhole: left >= 0);
    }

    private static LiveWorker? Parse(string name, string value, TimeSpan left) =>
        value.Split(' ') is [var version, var life]
        && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        && long.TryParse(life, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= ILiveVersions.LifeMax.TotalMilliseconds
        && TimeSpan.FromMilliseconds(milliseconds) - left is var age && age >= TimeSpan.Zero
            ? new LiveWorker(name, number, age)
            : null;

    // It is shown on a terminal.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= ILiveVersions.NameCharsMax && !name.Any(char.IsControl);

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> commands, CancellationToken cancellation)
    {
        try
        {
            var database = (await connections.Signals.WaitAsync(cancellation)).GetDatabase();
            return await commands(database).WaitAsync(cancellation);
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem))
        {
            throw RedisFailures.Unavailable(problem, connections);
        }
    }
}
