using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Testing.Servers;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Tests.Redis;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class RedisFailuresTests
{
    // The client wraps what made a connection fail, several times over.
    [TestCase("WRONGPASS invalid username-password pair or user is disabled.", "WRONGPASS")]
    [TestCase("SimpleError: NOAUTH Authentication required.", "NOAUTH")]
    [TestCase("Connection refused", null)]
    public void RefusalIn_CauseSeveralTimesWrapped_IsTheServersCode(string message, string? code)
    {
        var failed = new InvalidOperationException("failed", new InvalidOperationException(message));

        Assert.That(RedisFailures.RefusalIn(new AggregateException(failed)), Is.EqualTo(code));
    }

    [TestCaseSource(typeof(FindingsCacheOutageTests), nameof(FindingsCacheOutageTests.Servers))]
    public async Task Refusal_ServerWantsAPasswordMeanwhile_IsKnownUntilItLetsUsIn(bool isSecure)
    {
        using var server = RedisProcess.Start(isSecure);
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
        var database = admin.GetDatabase();
        await using var connections = new RedisConnections(Options.Create(
            new RedisOptions { ConnectionString = server.ConnectionString }));
        _ = await connections.Signals;

        _ = await database.ExecuteAsync("CONFIG", "SET", "requirepass", "new");
        _ = await database.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await UntilRefusalAsync(Is.EqualTo("NOAUTH"));
        Assert.That(OfATimeout(), Is.EqualTo("Redis refuses the login of Redis:ConnectionString (NOAUTH)."));

        _ = await database.ExecuteAsync("CONFIG", "SET", "requirepass", "");
        await UntilRefusalAsync(Is.Null);
        Assert.That(OfATimeout(), Is.EqualTo("Redis did not answer in time."));

        string OfATimeout() => RedisFailures.Unavailable(new TimeoutException(), connections).Message;

        Task UntilRefusalAsync(NUnit.Framework.Constraints.IResolveConstraint expected) => Poll.UntilAsync(
            () => Task.FromResult(expected.Resolve().ApplyTo(connections.Refusal).IsSuccess), TimeSpan.FromSeconds(60),
            () => $"{connections.Refusal}");
    }
}
