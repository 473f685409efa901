using System.Globalization;
using ScanWorker.EndToEnd.Tests.Auditing;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>The same bytes again: what was found of them is remembered, and nothing that must not be.</summary>
[TestFixture, Category("Broker")]
internal sealed class ReuploadTests
{
    private static readonly byte[] Unknown = UploadKinds.All.Single(kind => kind.Name == "other").Contents[0] ?? [];
    private static readonly byte[] Near = UploadKinds.All.Single(kind => kind.Name == "near").Contents[0] ?? [];

    private int _uploads;

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task SameBytes_WhateverHappensMeanwhile_AreJudgedByWhatHoldsNow(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using var feed = new VerdictFeed(world.Broker.Options);
        using var worker = world.StartWorker("a", Patient);

        // No decoding the second time, whatever was found the first time.
        foreach (var content in (byte[][])[Unknown, Near])
        {
            var first = await JudgeAsync(world, feed, content);
            var second = await UntilAsync(world, feed, content, verdict => verdict.Cached);
            Assert.That(first.Cached, Is.False);
            Assert.That(first.Timings?.Decode, Is.Not.Null);
            Assert.That(second.Timings?.Decode, Is.Null);
            Assert.That(
                (second.Verdict, second.Action, second.Reason),
                Is.EqualTo((first.Verdict, first.Action, first.Reason)));
            Assert.That(second.Perceptual, Is.EqualTo(first.Perceptual).And.Not.Empty);
        }

        Assert.That(Hits(worker), Is.GreaterThanOrEqualTo(2));

        // Findings are remembered, not verdicts: a policy that has changed since decides.
        world.WritePolicy("review");
        var judgedAnew = await UntilAsync(world, feed, Near, verdict => verdict.Action == PolicyAction.Review);
        Assert.That(judgedAnew.Cached, Is.True);

        // A withdrawn entry is gone at once, though its findings are still in Redis.
        var entry = judgedAnew.Matches[0];
        world.Run("sets", "withdraw", $"{entry.Bank}/{entry.Source}/{entry.EntryId}");
        var withdrawn = await UntilAsync(world, feed, Near, verdict => verdict.HashSetVersion == 2);
        Assert.That((withdrawn.Verdict, withdrawn.Cached), Is.EqualTo((VerdictKind.NoMatch, false)));
        Assert.That(
            (await UntilAsync(world, feed, Near, verdict => verdict.Cached)).Verdict, Is.EqualTo(VerdictKind.NoMatch));

        // Without Redis they are looked at anew; with it again, remembered again.
        ((RealRedis)world.Redis).Stop();
        var away = await JudgeAsync(world, feed, Near);
        Assert.That((away.Verdict, away.Cached, away.HashSetVersion), Is.EqualTo((VerdictKind.NoMatch, false, 2)));
        ((RealRedis)world.Redis).Start();
        _ = await UntilAsync(world, feed, Near, verdict => verdict.Cached);
        Assert.That(worker.HasExited, Is.False, world.Logs);
    }

    // On a busy machine an answer may take longer than what a worker waits for in production.
    private static Dictionary<string, string> Patient => new()
    {
        ["Findings:Timeout"] = "00:00:02",
        ["Findings:Pause"] = "00:00:00.100",
    };

    private static double Hits(WorkerProcess worker) => worker.Scrape().Split('\n')
        .Where(line => line.StartsWith("scanworker_findings_cache_lookups_total{", StringComparison.Ordinal)
            && line.Contains("\"hit\"", StringComparison.Ordinal))
        .Select(ValueOf)
        .Sum();

    private static double ValueOf(string sample) => double.Parse(
        sample[(sample.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);

    private async Task<VerdictEvent> JudgeAsync(WorkerWorld world, VerdictFeed feed, byte[] content)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"upload-{_uploads++}");
        await world.Uploads.SendAsync(id, content);
        return feed.WaitFor(id, () => world.Logs);
    }

    private async Task<VerdictEvent> UntilAsync(
        WorkerWorld world, VerdictFeed feed, byte[] content, Func<VerdictEvent, bool> isSo)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await JudgeAsync(world, feed, content) is var verdict && isSo(verdict))
            {
                return verdict;
            }

            Poll.Pause(TimeSpan.FromMilliseconds(100));
        }

        throw new AssertionException($"It did not come to that.\n{world.Logs}");
    }
}
