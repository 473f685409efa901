using ScanWorker.Adapters.Kafka.Lookback;

namespace ScanWorker.Adapters.Tests.Kafka.Lookback;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class LookbackTurnTests
{
    private static readonly LookbackJob Shared = new("to-5", IsExclusive: false);
    private static readonly LookbackJob Alone = new("released", IsExclusive: true);

    [Test]
    public void Of_NotJoined_BeginsBesideItsOwnJobOnly()
    {
        Assert.That(LookbackTurn.Of(Shared, null, []), Is.EqualTo(LookbackPlace.Work));
        Assert.That(LookbackTurn.Of(Shared, null, [Of(Shared, "a")]), Is.EqualTo(LookbackPlace.Work));
        Assert.That(LookbackTurn.Of(Shared, "", [Of(Alone, "a")]), Is.EqualTo(LookbackPlace.Leave));
        Assert.That(LookbackTurn.Of(Alone, null, [Of(Shared, "a")]), Is.EqualTo(LookbackPlace.Leave));
        Assert.That(
            LookbackTurn.Of(Alone, null, [Of(Alone, "a")]), Is.EqualTo(LookbackPlace.Leave),
            "It is shared with nobody.");
        Assert.That(
            LookbackTurn.Of(Shared, null, [new LookbackMember("a", "scanworker-host")]),
            Is.EqualTo(LookbackPlace.Leave), "A worker of an earlier release.");
    }

    [Test]
    public void Of_Joined_WorksOnceTheBrokerKnowsIt()
    {
        Assert.That(LookbackTurn.Of(Shared, "b", [Of(Shared, "a")]), Is.EqualTo(LookbackPlace.Wait));
        Assert.That(
            LookbackTurn.Of(Shared, "b", [Of(Shared, "a"), Of(Shared, "b")]), Is.EqualTo(LookbackPlace.Work));
    }

    /// <summary>Whatever they are, of all that see each other those of one job stay.</summary>
    [TestCase("a", "b", "c")]
    [TestCase("c", "b", "a")]
    [TestCase("b", "c", "a")]
    public void Of_TwoJobsSeeEachOther_OneLeavesAndTheOtherWaits(string first, string second, string other)
    {
        LookbackMember[] members = [Of(Shared, first), Of(Shared, second), Of(Alone, other)];

        var places = new[]
        {
            LookbackTurn.Of(Shared, first, members), LookbackTurn.Of(Shared, second, members),
            LookbackTurn.Of(Alone, other, members),
        };

        Assert.That(places[0], Is.EqualTo(places[1]));
        Assert.That(places, Is.EquivalentTo(places[0] == LookbackPlace.Leave
            ? new[] { LookbackPlace.Leave, LookbackPlace.Leave, LookbackPlace.Wait }
            : [LookbackPlace.Wait, LookbackPlace.Wait, LookbackPlace.Leave]));
    }

    private static LookbackMember Of(LookbackJob job, string id) => new(id, job.ClientId);
}
