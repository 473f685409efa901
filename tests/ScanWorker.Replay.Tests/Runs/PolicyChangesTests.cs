using System.Text;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Runs;

namespace ScanWorker.Replay.Tests.Runs;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PolicyChangesTests
{
    private readonly List<string> _problems = [];

    [Test]
    public void WithDistances_OneBank_ChangesThatAloneAndTheVersion()
    {
        var policy = Read("""{"banks":{"a":{"action":"review","maxDistance":20}},"unscannable":{"low-quality":"block"},"defaultBank":{"minQuality":70}}""");

        var changed = PolicyChanges.WithDistances(
            policy, new Dictionary<string, int> { ["a"] = 9, ["new"] = 3 }, _problems);

        Assert.That(_problems, Is.Empty);
        Assert.That(changed?.BankOf("a"), Is.EqualTo(policy.BankOf("a") with { MaxDistance = 9 }));
        Assert.That(changed?.BankOf("new"), Is.EqualTo(policy.Settings.DefaultBank with { MaxDistance = 3 }));
        Assert.That(changed?.BankOf("other"), Is.EqualTo(policy.BankOf("other")));
        Assert.That(changed?.Settings.Unscannable, Is.EqualTo(policy.Settings.Unscannable));
        Assert.That(changed?.Version, Is.Not.EqualTo(policy.Version));
    }

    [Test]
    public void WithDistances_SameChangeTwice_HasTheSameVersion()
    {
        var versions = Enumerable.Range(0, 2).Select(_ =>
            PolicyChanges.WithDistances(Read("{}"), new Dictionary<string, int> { ["a"] = 9 }, _problems)?.Version);

        Assert.That(versions.Distinct().Count(), Is.EqualTo(1));
    }

    private VerdictPolicy Read(string json) => PolicyFile.Read(Encoding.UTF8.GetBytes(json), _problems)
        ?? throw new AssertionException("The policy is wrong.");
}
