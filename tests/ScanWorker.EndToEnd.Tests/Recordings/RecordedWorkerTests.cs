using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Replay.Diff;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>The recorded topics through the whole worker: its own process, a broker, a published hash set.</summary>
[TestFixture]
internal sealed class RecordedWorkerTests
{
    private static IEnumerable<TestCaseData> Cases =>
        from kind in ServerKinds.Here
        from topic in RecordedTopic.All
        select new TestCaseData(kind, topic);

    [TestCaseSource(nameof(Cases))]
    public async Task Worker_RecordedUploads_GivesTheExpectedVerdicts(ServerKind kind, RecordedTopic topic)
    {
        using var world = new RecordedWorld(kind, topic);
        await world.PublishAsync();
        await world.ProduceAsync();
        var expected = topic.ReadExpected();

        using var worker = world.StartWorker();
        var outcomes = world.ReadOutcomes(expected.Count, () => worker.Output);
        worker.Terminate();

        Assert.That(worker.WaitForExit(), Is.Zero, worker.Output);
        Assert.That(outcomes, Has.Count.EqualTo(expected.Count));
        Assert.That(Differences(expected, outcomes), Is.Empty);
    }

    private static List<OutcomeChange> Differences(
        IEnumerable<UploadOutcome> expected, IEnumerable<UploadOutcome> outcomes)
    {
        var diff = new OutcomeDiff();
        foreach (var outcome in expected)
        {
            diff.AddEarlier(outcome);
        }

        return [.. outcomes.SelectMany(diff.Compare), .. diff.Missing()];
    }
}
