using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Hosting;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class PolicyReloaderTests
{
    private const string Policy = """{ "banks": { "my-bnk": { "action": "observe" }, "later": {} } }""";

    [Test]
    public void Unknown_ASlipInABank_NamesTheOneThatWasMeant() => Assert.That(
        PolicyBanks.Unknown(PolicyOf(Policy), ["my-bank", "other"]).Select(bank => $"{bank}"),
        Is.EqualTo(new[]
        {
            "banks:later: no list has this bank.", "banks:my-bnk: no list has this bank. Did you mean my-bank?",
        }));

    [Test]
    public async Task Policy_WithABankThatNoListHas_IsWarnedOfOnce()
    {
        using var folder = new ScratchFolder();
        var file = folder.Write("policy.json", Policy);
        var (clock, logs, sets) = (new FakeTimeProvider(), new FakeLogCollector(), new HashIndexCell());
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(logs)));
        using var reloader = new PolicyReloader(
            Options.Create(new PolicyOptions { File = file }), new PolicyCell(PolicyOf(Policy)), sets, clock,
            loggers.CreateLogger<PolicyReloader>());
        await reloader.StartAsync(CancellationToken.None);
        sets.Swap(new LoadedHashSet(
            HashIndex.Empty,
            new HashSetManifest("set", 1, 0, DateTimeOffset.UnixEpoch, [new BankFacts("my-bank", 1, [])], []),
            DateTimeOffset.UnixEpoch));

        Poll.Until(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(2));
                return logs.Count > 0;
            },
            TimeSpan.FromSeconds(30), () => "Nothing was logged.");
        for (var turn = 0; turn < 10; turn++)
        {
            clock.Advance(TimeSpan.FromSeconds(2));
        }

        await reloader.StopAsync(CancellationToken.None);
        var warning = logs.GetSnapshot().Single(entry => entry.Id.Id == EventIds.PolicyBanksUnknown);
        Assert.That(warning.Message, Does.Contain("Did you mean my-bank?"));
    }

    private static VerdictPolicy PolicyOf(string json) => PolicyFile.Read(System.Text.Encoding.UTF8.GetBytes(json), [])
        ?? throw new AssertionException("It is no policy.");
}
