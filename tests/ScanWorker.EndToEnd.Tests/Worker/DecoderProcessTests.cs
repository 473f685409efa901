using System.Diagnostics;
using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Worker;

/// <summary>The decoder processes of a running worker.</summary>
[TestFixture]
internal sealed class DecoderProcessTests
{
    private const int Kills = 10;
    private const int Sent = 300;

    /// <summary>More than may be in flight: who lost one decoder has its verdict before the next is lost, for two are
    /// the content's fault.</summary>
    private const int BetweenKills = 8;

    private static readonly Dictionary<string, string> InProcesses = new()
    {
        ["Lanes"] = "2",
        ["Scan:Decode:Isolation"] = "Process",
        ["Scan:Decode:IsolationRequired"] = "true",
    };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Test]
    public async Task Decoders_KilledUnderLoad_CostNoUploadItsVerdict(
        [ValueSource(typeof(ServerKinds), nameof(ServerKinds.Here))] ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        var worker = world.StartWorker("a", InProcesses);
        worker.WaitUntilReady();
        WaitForDecoders(worker, 3);
        var sending = world.Uploads.SendAsync(Sent);

        for (var kill = 0; kill < Kills; kill++)
        {
            var id = OneOfThree(worker, kill);
            var judged = JudgedIn(world);
            using var victim = Process.GetProcessById(id);
            victim.Kill();
            Poll.Until(
                () => worker.DecoderIds.Count == 3 && !worker.DecoderIds.Contains(id), Patience,
                () => $"{id} was not replaced:\n{worker.Output}");
            Poll.Until(
                () => JudgedIn(world) >= Math.Min(Sent, judged + BetweenKills), Patience,
                () => $"stuck at {judged} verdicts:\n{worker.Output}");
        }

        await sending;
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => worker.Output);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    [Test]
    public void Decoders_TheirWorkerKilled_EndWithIt()
    {
        using var world = new WorkerWorld(ServerKind.Embedded);
        var worker = world.StartWorker("a", InProcesses);
        worker.WaitUntilReady();
        WaitForDecoders(worker, 3);

        worker.Kill();

        WaitForDecoders(worker, 0);
    }

    private static int JudgedIn(WorkerWorld world) =>
        world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts).Count
        + world.Auditor.ReadAll(world.Broker.Options.Topics.DeadLetters).Count;

    private static int OneOfThree(WorkerProcess worker, int turn)
    {
        IReadOnlyList<int> ids = [];
        Poll.Until(
            () => (ids = worker.DecoderIds).Count == 3, Patience, () => $"{ids.Count} decoders:\n{worker.Output}");
        return ids[turn % 3];
    }

    private static void WaitForDecoders(WorkerProcess worker, int count) => Poll.Until(
        () => worker.DecoderIds.Count == count, Patience,
        () => $"{worker.DecoderIds.Count} decoders:\n{worker.Output}");
}
