using System.Globalization;
using System.Text.Json;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>A partition whose uploads are slow keeps nobody waiting but itself.</summary>
[TestFixture, Category("Broker")]
internal sealed class SlowPartitionTests
{
    private const int Partitions = 4;

    // A burst in one partition, and what the others have meanwhile. CONTRIBUTING.md has the long form.
    private static readonly int Slow = LongRun.Setting("SCANWORKER_SLOW_UPLOADS", 200);
    private static readonly int Others = LongRun.Setting("SCANWORKER_SLOW_OTHERS", 60);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Partition_WhoseStoreDoesNotAnswer_TheOthersGoOn(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        await using var store = await SlowStore.StartAsync();
        using var worker = world.StartWorker("a", new Dictionary<string, string>
        {
            ["Content:HttpHosts:0"] = store.Host,
            ["Scan:Fetch:Deadline"] = "00:05:00",
        });
        worker.WaitUntilReady();
        for (var i = 0; i < Slow; i++)
        {
            await world.Uploads.SendAsync(Id("slow", i), store.Slow(i), partition: 0);
        }

        // Those that the worker lets wait at the store are all there.
        var asked = -1;
        Poll.Until(() => asked == (asked = store.Asked) && asked > 0, TimeSpan.FromSeconds(60), () => world.Logs);
        await SendOthersAsync(world, store, "beside");
        WaitForVerdicts(world, Others);

        Assert.That(Verdicts(world), Has.None.StartsWith("slow"), "Nothing of the slow partition can be judged yet.");
        store.Release();
        WaitForVerdicts(world, Others + Slow);
        Assert.That(Verdicts(world), Is.Unique);
    }

    /// <summary>
    /// Says how long the others' uploads take beside a partition of slow ones, and without it. Judges nothing by time.
    /// </summary>
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Partition_WhoseUploadsTakeLong_TheOthersAreMeasured(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        await using var store = await SlowStore.StartAsync(
            TimeSpan.FromSeconds(LongRun.Setting("SCANWORKER_SLOW_SECONDS", 2)));
        using var worker = world.StartWorker("a", new Dictionary<string, string>
        {
            ["Content:HttpHosts:0"] = store.Host,
        });
        worker.WaitUntilReady();
        await SendOthersAsync(world, store, "warm");
        WaitForVerdicts(world, Others);
        await SendOthersAsync(world, store, "alone");
        WaitForVerdicts(world, 2 * Others);
        for (var i = 0; i < Slow; i++)
        {
            await world.Uploads.SendAsync(Id("slow", i), store.Slow(i), partition: 0);
        }

        Poll.Until(() => store.Asked > 0, TimeSpan.FromSeconds(60), () => world.Logs);
        await SendOthersAsync(world, store, "beside");
        WaitForVerdicts(world, (3 * Others) + Slow);

        await TestContext.Out.WriteLineAsync(
            $"without: {Latency(world, "alone")}; beside {Slow} slow ones: {Latency(world, "beside")}");
        Assert.That(Verdicts(world), Is.Unique);
    }

    private static async Task SendOthersAsync(WorkerWorld world, SlowStore store, string name)
    {
        for (var i = 0; i < Others; i++)
        {
            await world.Uploads.SendAsync(Id(name, i), store.Fast(i), partition: 1 + (i % (Partitions - 1)));
            Poll.Pause(TimeSpan.FromMilliseconds(20));
        }
    }

    private static void WaitForVerdicts(WorkerWorld world, int count) => Poll.Until(
        () => Verdicts(world).Count >= count, TimeSpan.FromSeconds(240), () => world.Logs);

    private static List<string> Verdicts(WorkerWorld world) =>
        [.. world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts).Select(record =>
            JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent)?.UploadId ?? "")];

    // From the upload record's timestamp to the verdict record's.
    private static string Latency(WorkerWorld world, string name)
    {
        var sent = world.Auditor.ReadAll(world.Broker.Options.Topics.Uploads)
            .ToDictionary(record => record.Header("ce_id") ?? "", record => record.Timestamp);
        var took = world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts)
            .Select(record => (
                Id: JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent)?.UploadId ?? "",
                record.Timestamp))
            .Where(verdict => verdict.Id.StartsWith(name, StringComparison.Ordinal))
            .Select(verdict => (verdict.Timestamp - sent[verdict.Id]).TotalMilliseconds).Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {took[took.Count / 2]:0} ms, p99 {took[(int)(took.Count * 0.99)]:0} ms, of {took.Count}");
    }

    private static string Id(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}-{number:00000}");
}
