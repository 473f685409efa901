using CsCheck;
using ScanWorker.Replay.Decisions;

namespace ScanWorker.Replay.Tests.Decisions;

/// <summary>Any sequence of list changes ends in the right last event on every topic.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class DecisionLifeTests
{
    private const int Pictures = 3;
    private const int Runs = 400;

    private static readonly Gen<int> Bank = Gen.Int[0, DecisionWorld.Banks.Length - 1];
    private static readonly Gen<int> Picture = Gen.Int[0, Pictures - 1];
    private static readonly Gen<int?> Kill = Gen.Int[0, 40].Select(upload => upload < 20 ? (int?)upload : null);

    private static readonly Gen<(string Name, Action<DecisionWorld> Do)> Step = Gen.Frequency(
        (6, Gen.Select(Bank, Picture, Gen.Int[0, 3]).Select((bank, picture, facts) => Named(
            $"list {bank} {picture} {facts}", world => world.List(bank, picture, facts == 1, facts != 2)))),
        (4, Gen.Select(Bank, Picture).Select((bank, picture) => Named(
            $"withdraw {bank} {picture}", world => world.Withdraw(bank, picture)))),
        (3, Gen.Int[0, 20].Select(version => Named(
            $"roll back {version}", world => world.RollBack(version)))),
        (1, Gen.Const(Named("compact", world => world.Compact()))),
        (1, Gen.Select(Bank, Picture).Select((bank, picture) => Named(
            $"quarantine {bank} {picture}", world => world.Quarantine(bank, picture)))),
        (1, Gen.Select(Bank, Picture).Select((bank, picture) => Named(
            $"release {bank} {picture}", world => world.Release(bank, picture)))),
        (5, Picture.Select(picture => Named($"upload {picture}", world => world.Upload(picture)))),
        (5, Kill.Select(kill => Named($"look back, kill {kill}", world => world.LookBack(kill)))),
        (1, Gen.Select(Gen.Enum<LookbackKind>(), Kill).Select((kind, kill) => Named(
            $"command {kind}, kill {kill}", world => world.Run(kind, kill)))));

    [Test]
    public void LookBack_AfterAnySequence_LeavesTheRightLastEventOnEveryTopic() =>
        Step.Array[1, 40].Sample(steps =>
        {
            var world = new DecisionWorld();
            foreach (var step in steps)
            {
                step.Do(world);
            }

            world.LookBack();
            _ = world.Run(LookbackKind.Everything); // What was released has no version of its own.

            Assert.That(world.Problem(), Is.Null, () => Told(steps, world));
            Assert.That(
                world.Run(LookbackKind.Everything), Is.Zero, () => $"Nothing is said twice.\n{Told(steps, world)}");
        }, iter: Runs);

    /// <summary>The worker alone, version by version, where no entry is ever quarantined.</summary>
    [Test]
    public void LookBack_VersionByVersion_NeedsNoOtherLook() =>
        Step.Where(step => !step.Name.StartsWith("quarantine")).Array[1, 40].Sample(steps =>
        {
            var world = new DecisionWorld();
            foreach (var step in steps)
            {
                step.Do(world);
            }

            world.LookBack();

            Assert.That(world.Problem(), Is.Null, () => Told(steps, world));
        }, iter: Runs);

    [Test]
    public void LookBack_WithdrawnRolledBackWithdrawnAndListedAgain_EndsBlocked()
    {
        var world = new DecisionWorld();
        world.List(0, 0, isDenied: false, isEnabled: true);
        world.Upload(0);
        var said = new List<string?>();
        foreach (var change in (Action[])[
            () => world.Withdraw(0, 0), () => world.RollBack(1), () => world.Withdraw(0, 0),
            () => world.List(0, 0, isDenied: false, isEnabled: true)])
        {
            change();
            world.LookBack();
            said.Add(string.Join(' ', world.Written.TakeLast(3).Select(written => written.Id)));
            Assert.That(world.Problem(), Is.Null, world.ToString);
        }

        Assert.That(said, Is.EqualTo(new[]
        {
            Ids("reversal", "retraction", 1), Ids("block", "report", 2), Ids("reversal", "retraction", 3),
            Ids("block", "report", 4),
        }));
    }

    private static string Ids(string onBlocks, string onReports, int decision) => string.Join(
        ' ', new[] { "verdict", onBlocks, onReports }.Select(
            word => $"uploads/0/0/scanworker.{word}.v1/late/{decision}"));

    private static (string Name, Action<DecisionWorld> Do) Named(string name, Action<DecisionWorld> what) =>
        (name, what);

    private static string Told((string Name, Action<DecisionWorld> Do)[] steps, DecisionWorld world) =>
        $"{string.Join("; ", steps.Select(step => step.Name))}\n{world}";
}
