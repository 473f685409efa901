using System.Globalization;
using System.Security.Cryptography;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets.Leases;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// The publisher's lease as two strings: who holds it, which ends, and the last number, which does not.
/// </summary>
internal sealed class RedisPublisherLeases(RedisConnections connections) : IPublisherLeases
{
    private const int TokenBytes = 16;

    public ValueTask<PublisherLease?> TryTakeAsync(string set, TimeSpan life, CancellationToken cancellation) =>
        AskAsync(database => TakeAsync(database, set, life), cancellation);

    public ValueTask<bool> RenewAsync(PublisherLease lease, TimeSpan life, CancellationToken cancellation) => AskAsync(
        database => IfHeldAsync(database, lease, (transaction, key) => transaction.KeyExpireAsync(key, life)),
        cancellation);

    public async ValueTask ReleaseAsync(PublisherLease lease, CancellationToken cancellation) => _ = await AskAsync(
        database => IfHeldAsync(database, lease, (transaction, key) => transaction.KeyDeleteAsync(key)),
        cancellation);

    // Number and lease change together or not at all: whoever holds the lease has the highest number.
    private static async Task<PublisherLease?> TakeAsync(IDatabase database, string set, TimeSpan life)
    {
        var (key, numberKey) = (RedisKeys.Publisher(database, set), RedisKeys.PublisherNumber(database, set));
        var last = await database.StringGetAsync(numberKey);
        if (!long.TryParse(last.IsNull ? "0" : (string?)last, NumberStyles.None, CultureInfo.InvariantCulture,
            out var number) || number == long.MaxValue)
        {
            throw new HashSetRefusedException(
                RefusalReason.Malformed, "The number of the publisher's last lease in Redis is none.");
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var lease = new PublisherLease(set, number + 1, token);
        var transaction = database.CreateTransaction();
        transaction.AddCondition(Condition.KeyNotExists(key));
        transaction.AddCondition(
            last.IsNull ? Condition.KeyNotExists(numberKey) : Condition.StringEqual(numberKey, last));
        var numbering = transaction.StringSetAsync(numberKey, lease.Number);
        var taking = transaction.StringSetAsync(key, lease.Value, life);
        if (!await transaction.ExecuteAsync())
        {
            return null;
        }

        await Task.WhenAll(numbering, taking);
        return lease;
    }

    private static async Task<bool> IfHeldAsync(
        IDatabase database, PublisherLease lease, Func<ITransaction, RedisKey, Task<bool>> change)
    {
        var key = RedisKeys.Publisher(database, lease.Set);
        var transaction = database.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(key, lease.Value));
        var changing = change(transaction, key);
        return await transaction.ExecuteAsync() && await changing;
    }

    private async ValueTask<T> AskAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation)
    {
        try
        {
            var database = (await connections.Signals.WaitAsync(cancellation)).GetDatabase();
            return await command(database).WaitAsync(cancellation);
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem))
        {
            throw RedisFailures.Unavailable(problem, connections);
        }
    }
}
