using System.Diagnostics;
using ScanWorker.Adapters.Samples;
using ScanWorker.EndToEnd.Tests.Auditing;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests.Worker;

/// <summary>kill -9 of a running worker's decoder processes, at any point of their lives.</summary>
/// <remarks><c>SCANWORKER_DECODER_KILLS</c> makes a longer storm: see CONTRIBUTING.md.</remarks>
[TestFixture, Category("Broker")]
internal sealed class DecoderStormTests
{
    private const int Lanes = 2;
    private const int Waiting = 60;
    private const int Seed = 7;

    private static readonly int Kills = LongRun.Setting("SCANWORKER_DECODER_KILLS", 25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly byte[] Unrelated = SamplePictures.Scene(200, 1000, 750).ToJpeg();

    private static readonly byte[] Listed =
        UploadKinds.Known.First(known => known.Bank == UploadKinds.ReviewBank).Content;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Lanes"] = $"{Lanes}",
        ["Scan:Decode:Isolation"] = "Process",
        ["Scan:Decode:IsolationRequired"] = "true",
        ["Scan:Decode:Deadline"] = "00:00:20", // Met by waiting for a dead decoder, and not by a busy machine.
    };

    [Test]
    public async Task Decoders_KilledAgainAndAgain_LoseNoVerdictAndDecideNothingUnseen(
        [ValueSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))] ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using var feed = new VerdictFeed(world.Broker.Options);
        var worker = world.StartWorker("a", Settings);
        worker.WaitUntilReady();
        WaitForDecoders(worker);
        var random = new Random(Seed);
        var clock = Stopwatch.StartNew();

        for (var kill = 0; kill < Kills; kill++)
        {
            var judged = await KeepWaitingAsync(world, feed);
            KillOne(worker, random);
            await Poll.UntilAsync(
                async () => await KeepWaitingAsync(world, feed) > judged, Patience,
                () => $"stuck at kill {kill}:\n{worker.Output}");
            Poll.Pause(TimeSpan.FromMilliseconds(random.Next(250)));
        }

        var storm = (Uploads: feed.Read().Count, clock.Elapsed.TotalSeconds);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => worker.Output);
        var crashed = feed.Read().Values.Where(IsCrashed).Select(verdict => verdict.UploadId).ToHashSet();
        Report(worker, storm, crashed.Count);
        Assert.That(crashed, Has.Count.LessThanOrEqualTo(Kills / 2), "two kills cost one upload its decoding");

        WaitForDecoders(worker);
        await SendAsync(world, Waiting);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => worker.Output);
        world.Auditor.AssertExactlyOnce([.. world.Uploads.Sent.Select(
            upload => crashed.Contains(upload.Id)
                ? upload with { Verdict = VerdictKind.Unscannable, Action = PolicyAction.Review }
                : upload)]);
    }

    private static bool IsCrashed(VerdictEvent verdict) =>
        verdict.Reason.StartsWith("decoder-crashed", StringComparison.Ordinal);

    // Hardly ever so few that a lane is idle for want of uploads.
    private static async Task<int> KeepWaitingAsync(WorkerWorld world, VerdictFeed feed)
    {
        var judged = feed.Read().Count;
        if (world.Uploads.Sent.Count - judged < Waiting)
        {
            await SendAsync(world, Waiting);
        }

        return judged;
    }

    // Each with bytes of its own, so that each is decoded.
    private static async Task SendAsync(WorkerWorld world, int count)
    {
        for (var i = 0; i < count; i += 2)
        {
            var number = BitConverter.GetBytes(world.Uploads.Sent.Count);
            await world.Uploads.SendFileAsync([.. Listed, .. number], VerdictKind.Match, PolicyAction.Review);
            await world.Uploads.SendFileAsync([.. Unrelated, .. number], VerdictKind.NoMatch, PolicyAction.Allow);
        }
    }

    // Any that is there: at work, idle, or on its way to be ready.
    private static void KillOne(WorkerProcess worker, Random random)
    {
        IReadOnlyList<int> ids = [];
        Poll.Until(() => (ids = worker.DecoderIds).Count > 0, Patience, () => $"no decoder:\n{worker.Output}");
        try
        {
            using var victim = Process.GetProcessById(ids[random.Next(ids.Count)]);
            victim.Kill();
        }
        catch (ArgumentException)
        {
            // It has just ended by itself.
        }
    }

    private static void WaitForDecoders(WorkerProcess worker) => Poll.Until(
        () => worker.DecoderIds.Count == Lanes + 1, Patience,
        () => $"{worker.DecoderIds.Count} decoders:\n{worker.Output}");

    private static void Report(WorkerProcess worker, (int Uploads, double Seconds) storm, int crashed)
    {
        var hit = worker.Output.Split("A decoder process ended unexpectedly").Length - 1;
        TestContext.Out.WriteLine(
            $"{Kills} kills in {storm.Seconds:0} s, {hit} of them of a decoder at work; {storm.Uploads} verdicts "
            + $"meanwhile, {crashed} of all decoder-crashed");
    }
}
