using System.Text.Json;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>A store that is away costs an upload its verdict only until it is back.</summary>
[TestFixture]
internal sealed class RescanTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Upload_WhoseStoreComesBack_HasALateVerdict(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        await using var store = await SlowStore.StartAsync();
        using var worker = world.StartWorker("a", new Dictionary<string, string>
        {
            ["Content:HttpHosts:0"] = store.Host,
            ["Scan:Fetch:Deadline"] = "00:00:02",
            ["Rescan:Enabled"] = "true",
            ["Rescan:After"] = "00:00:01",
            ["Rescan:TimesMax"] = "10",
            ["Rescan:PollInterval"] = "00:00:00.5",
        });
        worker.WaitUntilReady();
        await world.Uploads.SendAsync("slow", store.Slow(1), partition: 0);
        await world.Uploads.SendAsync("missing", new Uri($"http://{store.Host}/nothing"), partition: 0);
        Poll.Until(() => Verdicts(world).Count >= 2, Patience, () => world.Logs);
        Assert.That(
            Verdicts(world).Where(verdict => verdict.Decision is null).Select(
                verdict => (verdict.UploadId, verdict.Reason)),
            Is.EquivalentTo(new[] { ("slow", "fetch-timeout"), ("missing", "not-found") }));

        store.Release();
        Poll.Until(() => Verdicts(world).Exists(IsLookedAt), Patience, () => world.Logs);

        var verdicts = Verdicts(world);
        var late = verdicts.Where(verdict => verdict.Decision is not null).ToList();
        Assert.That(late, Is.All.Matches<VerdictEvent>(IsSlow));
        Assert.That(late.Select(verdict => verdict.Decision), Is.EqualTo(Enumerable.Range(1, late.Count)));
        Assert.That(
            (late[^1].Action, late[^1].Supersedes?.Action, late[^1].FirstScannedAt),
            Is.EqualTo((PolicyAction.Allow, PolicyAction.Review, verdicts.First(IsSlow).ScannedAt)));
        Assert.That(
            world.Auditor.ReadAll(world.Broker.Options.Topics.Reports)
                .Where(record => record.Header("ce_type") == EventTypes.Retraction)
                .Select(record => JsonSerializer.Deserialize(record.Value, EventJson.Default.RetractionEvent))
                .Select(retraction => retraction?.ReasonCode),
            Is.EqualTo(new[] { "rescanned" }));
    }

    private static bool IsSlow(VerdictEvent? verdict) => verdict is { UploadId: "slow" };

    private static bool IsLookedAt(VerdictEvent verdict) =>
        verdict is { UploadId: "slow", Verdict: VerdictKind.NoMatch, Decision: not null };

    private static List<VerdictEvent> Verdicts(WorkerWorld world) =>
        [.. world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts).Select(record =>
            JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent)).OfType<VerdictEvent>()];
}
