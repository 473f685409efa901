using CsCheck;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Tests.Kafka.Lookback;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class PartitionPlanTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Test]
    public void Due_PartitionsOfItsOwn_AreThoseThatAreNotDoneTheLongestFirst()
    {
        var plan = Plan(5, 0, 20, 30);
        _ = plan.Assign([P(0), P(1), P(2), P(7)]);
        plan.Note(P(2), 18);

        Assert.That(plan.Due(Now), Is.EqualTo(new[] { P(0), P(2) }));
        Assert.That(plan.Waiting, Is.EqualTo(7));
    }

    [Test]
    public void Due_WorkedAtOrTakenALittleWhileAgo_WaitsForItsTime()
    {
        var plan = Plan(5);
        _ = plan.Assign([P(0)]);

        plan.Begin(P(0));
        Assert.That(plan.Due(Now), Is.Empty, "It is worked at.");
        plan.End(P(0), Now.AddSeconds(3));
        Assert.That(plan.Due(Now.AddSeconds(2)), Is.Empty, "It rests.");
        Assert.That(plan.Due(Now.AddSeconds(3)), Is.EqualTo(new[] { P(0) }));
    }

    [Test]
    public void Assign_APartitionIsAnothersByNow_NamesItWhileItIsWorkedAt()
    {
        var plan = Plan(5, 5);
        _ = plan.Assign([P(0), P(1)]);
        plan.Begin(P(0));

        Assert.That(plan.Assign([P(1)]), Is.EqualTo(new[] { P(0) }));
        plan.End(P(0), Now);
        Assert.That(plan.Assign([P(1)]), Is.Empty);
        Assert.That(plan.Due(Now), Is.EqualTo(new[] { P(1) }));
    }

    // Two whose ends were fixed one after the other, a verdict coming in between: each waits for the other's.
    [Test]
    public void Extend_NothingElseToDo_WorksAtItsOwnForWhoeverWaitsForThat()
    {
        var (one, other) = (Plan(5, 8), Plan(6, 7));
        _ = one.Assign([P(0)]);
        _ = other.Assign([P(1)]);
        foreach (var plan in new[] { one, other })
        {
            plan.Note(P(0), 5);
            plan.Note(P(1), 7);
        }

        Assert.That((one.IsIdle, other.IsIdle, one.IsDone, other.IsDone), Is.EqualTo((true, true, false, false)));
        one.Extend(P(0), 6);
        other.Extend(P(1), 8);

        Assert.That((one.Due(Now), other.Due(Now)), Is.EqualTo((new[] { P(0) }, new[] { P(1) })));
        foreach (var plan in new[] { one, other })
        {
            plan.Note(P(0), 6);
            plan.Note(P(1), 8);
        }

        Assert.That((one.IsDone, other.IsDone), Is.EqualTo((true, true)));
    }

    [Test]
    public void IsDone_OthersHaveComeToItsEnds_AlsoWhereItWorkedAtNothing()
    {
        var plan = Plan(5, 0, 7);

        plan.Note(P(0), 5);
        plan.Note(P(2), 6);
        Assert.That(plan.IsDone, Is.False);
        plan.Note(P(2), 9);
        Assert.That(plan.IsDone, Is.True);
    }

    [Test]
    public void NoteFirst_OffsetBehindTheEnd_IsOfATopicThatWasThereBefore()
    {
        var plan = Plan(5);
        _ = plan.Assign([P(0)]);

        plan.NoteFirst(P(0), 100);
        plan.Note(P(0), 100);
        Assert.That(plan.Due(Now), Is.EqualTo(new[] { P(0) }));
        plan.Note(P(0), 5);
        Assert.That(plan.IsDone, Is.True);
    }

    /// <summary>
    /// Instances begin, are killed and leave when they are done, while the topic grows: none waits for ever.
    /// </summary>
    [Test]
    public void IsDone_InstancesWithDifferentEnds_NeverWaitForEachOtherForEver() =>
        Gen.Int[0, 99].List[1, 60].Sample(steps =>
        {
            var world = new SharedTopic();
            foreach (var step in steps)
            {
                world.Take(step);
            }

            for (var round = 0; round < 50 && world.Instances.Count > 0; round++)
            {
                world.WorkOff();
            }

            return world.Instances.Count == 0;
        });

    private static TopicPartition P(int number) => new("scan.verdicts", number);

    private static PartitionPlan Plan(params long[] ends) =>
        new(ends.Index().ToDictionary(end => P(end.Index), end => end.Item));

    private sealed class SharedTopic
    {
        private const int Partitions = 4;
        private readonly long[] _ends = [3, 0, 5, 1];
        private readonly long[] _committed = new long[Partitions];

        public List<PartitionPlan> Instances { get; } = [];

        public void Take(int step)
        {
            var partition = step % Partitions;
            switch (step / 20)
            {
                case 0:
                    var plan = Plan([.. _ends]);
                    Instances.Add(plan);
                    break;
                case 1 when Instances.Count > 1:
                    Instances.RemoveAt(step % Instances.Count); // Killed.
                    break;
                case 2:
                    _ends[partition] += 2;
                    break;
                default:
                    Work(partition);
                    break;
            }
        }

        /// <summary>Each partition is worked at once, as far as whoever has it finds it due.</summary>
        public void WorkOff()
        {
            foreach (var partition in Enumerable.Range(0, Partitions))
            {
                Work(partition);
            }

            foreach (var (instance, offsets) in Instances.Select(instance => (instance, _committed)))
            {
                foreach (var (partition, offset) in offsets.Index())
                {
                    instance.Note(P(partition), offset);
                }
            }

            _ = Instances.RemoveAll(instance => instance.IsDone);
        }

        private void Work(int partition)
        {
            if (Instances.Count == 0)
            {
                return;
            }

            var owner = Instances[partition % Instances.Count];
            _ = owner.Assign(Enumerable.Range(0, Partitions)
                .Where(number => Instances[number % Instances.Count] == owner).Select(P));
            owner.Note(P(partition), _committed[partition]);
            if (owner.Due(Now).Contains(P(partition)))
            {
                _committed[partition] = _ends[partition];
            }
        }
    }
}
