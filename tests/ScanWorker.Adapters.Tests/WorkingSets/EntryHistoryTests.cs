using CsCheck;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Adapters.WorkingSets.Contents;
using ScanWorker.Matching.Entries;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class EntryHistoryTests
{
    private static readonly string[] Ids = ["a", "b", "c"];

    /// <summary>What a custodian does: adds or withdraws one of three entries, publishes, compacts.</summary>
    private static readonly string[] Steps = ["+a", "+b", "+c", "-a", "-b", "-c", "publish", "publish", "compact"];

    [Test]
    public async Task StandingOf_AnyCourseOfEvents_IsWhatTheVersionsHold() =>
        await Gen.Int[0, Steps.Length - 1].Select(step => Steps[step]).Array[0, 15].SampleAsync(async steps =>
        {
            using var folder = new WorkingFolder();
            using var workingSet = folder.OpenToWrite();
            await DoAsync(folder, workingSet, steps);
            var (history, edits) = (new EntryHistory(workingSet), new WorkingSetEdits(workingSet));
            var versions = workingSet.PublishedVersions().ToList();
            foreach (var key in Ids.Select(id => HashSetVersions.Entry(id).Key))
            {
                var standing = history.StandingOf(key);
                var held = versions.Select(version => edits.ReadIndex(version).Find(key) >= 0).ToList();
                var last = held.LastIndexOf(true);
                var first = last < 0 ? -1 : held.FindLastIndex(last, holds => !holds) + 1;
                Assert.That(standing.Working is not null, Is.EqualTo(edits.ReadIndex().Find(key) >= 0));
                Assert.That(standing.Published is not null, Is.EqualTo(last >= 0 && last == held.Count - 1));
                Assert.That(standing.Since?.Version, Is.EqualTo(last < 0 ? null : versions[first]));
                Assert.That(
                    standing.Until?.Version, Is.EqualTo(last < 0 || last == held.Count - 1 ? null : versions[last]));
            }
        }, iter: 30, threads: 1);

    [Test]
    public async Task EverHeldAndNamed_EntryThatIsWithdrawn_IsFound()
    {
        using var folder = new WorkingFolder();
        using var workingSet = folder.OpenToWrite();
        await DoAsync(folder, workingSet, ["+a", "publish", "-a", "publish"]);
        var (history, entry) = (new EntryHistory(workingSet), HashSetVersions.Entry("a"));

        Assert.That(history.EverHeld(HashText.Meanings($"sha256:{entry.Sha256}")[0]), Is.EqualTo(new[] { entry.Key }));
        Assert.That(history.EverNamed("a"), Is.EqualTo(new[] { entry.Key }));
        Assert.That(history.EverNamed("csam/a"), Is.EqualTo(new[] { entry.Key }));
        Assert.That(history.EverNamed("csam/test/a"), Is.EqualTo(new[] { entry.Key }));
        Assert.That(history.EverNamed("b"), Is.Empty);
        Assert.That(history.StandingOf(entry.Key).State, Is.EqualTo(EntryState.Withdrawn));
    }

    private static async Task DoAsync(WorkingFolder folder, WorkingSet workingSet, string[] steps)
    {
        var edits = new WorkingSetEdits(workingSet);
        var publisher = new Publisher(workingSet, "default", new FakeHashSetStore(), null, folder.Clock)
        {
            AllowsEmpty = true,
        };
        foreach (var step in steps)
        {
            var (search, entry) = (edits.OpenSearch(), HashSetVersions.Entry(step[1..]));
            if (step[0] == '+')
            {
                _ = edits.Add([entry], search, "custodian", null);
            }
            else if (step[0] == '-' && search.Find(entry.Key) is not null)
            {
                _ = edits.Withdraw([entry.Key], "custodian", null);
            }
            else if (step == "compact")
            {
                _ = edits.Compact("custodian", null);
            }
            else if (step == "publish" && workingSet.State.LastNumber > 0)
            {
                _ = await publisher.PublishAsync("custodian", null, CancellationToken.None);
            }
        }
    }
}
