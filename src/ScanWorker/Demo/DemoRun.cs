using System.Diagnostics;
using ScanWorker.Hosting;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Demo;

/// <summary>The demo's story: servers, hash set, uploads, worker, verdicts.</summary>
/// <param name="view">Shows it.</param>
/// <param name="keep">The worker stays up afterwards.</param>
/// <param name="dashboard">Where its telemetry goes, or null.</param>
internal sealed class DemoRun(IDemoView view, bool keep, DemoDashboard? dashboard)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>Whether every upload got the verdict expected of it, once, and every topic holds what it
    /// should.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var uploads = DemoUploads.All().ToDictionary(upload => upload.Id);
        using var world = new DemoWorld();
        await using var worker = WorkerHost.Build(Configure);
        await DemoHashSet.PublishAsync(
            world.WorkingSet, worker.Services.GetRequiredService<ContentExaminer>(),
            worker.Services.GetRequiredService<IHashSetStore>(),
            world.PrivateKey, cancellation);
        await DemoProducer.ProduceAsync(world, uploads.Values);

        await worker.StartAsync(cancellation);
        using var audit = new DemoAudit(world);
        var verdicts = await view.ShowAsync([.. uploads.Values], () => Verdicts(audit, uploads.Count, cancellation));
        var counts = audit.Counts();
        var good = IsAsExpected(uploads, verdicts) && AreAsExpected(world, counts, verdicts);
        view.Conclude(counts, good);
        if (keep)
        {
            view.Keep(world, worker.Urls.First(), dashboard?.Address);
            await WaitAsync(cancellation);
        }

        await worker.StopAsync(CancellationToken.None);
        return good;

        void Configure(IConfigurationBuilder sources)
        {
            world.Configure(sources);
            sources.AddInMemoryCollection(dashboard?.Settings ?? new Dictionary<string, string?>());
        }
    }

    private static IEnumerable<VerdictEvent> Verdicts(DemoAudit audit, int expected, CancellationToken cancellation)
    {
        var since = Stopwatch.StartNew();
        for (var got = 0; got < expected && since.Elapsed < Patience && !cancellation.IsCancellationRequested;)
        {
            if (audit.NextVerdict(TimeSpan.FromMilliseconds(100)) is { } verdict)
            {
                got++;
                yield return verdict;
            }
        }
    }

    private static bool IsAsExpected(
        Dictionary<string, DemoUpload> uploads, IReadOnlyCollection<VerdictEvent> verdicts) =>
        verdicts.Count == uploads.Count
        && verdicts.Select(verdict => verdict.UploadId).Distinct().Count() == uploads.Count
        && verdicts.All(
            verdict => uploads.TryGetValue(verdict.UploadId, out var upload) && upload.IsAsExpected(verdict));

    private static bool AreAsExpected(
        DemoWorld world, IReadOnlyDictionary<string, int> counts, IReadOnlyCollection<VerdictEvent> verdicts)
    {
        var topics = world.Kafka.Topics;
        return counts[topics.Verdicts] == verdicts.Count
            && counts[topics.Uploads] == verdicts.Count + counts[topics.DeadLetters]
            && counts[topics.DeadLetters] == 1
            && counts[topics.Blocks] == verdicts.Count(verdict => verdict.Action == PolicyAction.Block)
            && counts[topics.Reports] == verdicts.Count(verdict => verdict.Action >= PolicyAction.Review);
    }

    private static async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C ends it.
        }
    }
}
