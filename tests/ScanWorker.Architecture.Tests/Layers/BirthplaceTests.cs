namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>What may happen in one place only.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class BirthplaceTests
{
    private const string VerdictType = "ScanWorker.Pipeline.Policy.Verdict";

    private static readonly string[] OffsetCalls =
        ["SendOffsetsToTransaction", "CommitTransaction", "Commit", "StoreOffset"];

    [Test]
    public void NoMatch_IsMade_ByThePolicyAlone() =>
        Assert.That(
            UsersOf(
                use =>
                    use is { Type: $"{VerdictType}/NoMatch", Member: ".ctor" or "<Clone>$" }
                        && use.User != VerdictType),
            Is.EqualTo(new[] { "ScanWorker.Pipeline.Policy.VerdictPolicy" }));

    [TestCase("ScanWorker.Pipeline.Loop.PartitionLedger", "ScanWorker.Pipeline.Loop.OffsetLedger")]
    [TestCase("ScanWorker.Pipeline.Loop.OffsetLedger", "ScanWorker.Pipeline.Loop.PollLoop")]
    public void Ledger_IsUsed_ByItsOwnerAlone(string ledger, string owner) =>
        Assert.That(UsersOf(use => use.Type == ledger), Is.EqualTo(new[] { owner }));

    /// <summary>Around the mock it is done once more, since it forgets what a transaction commits.</summary>
    [Test]
    public void Offsets_AreMoved_ByTheSinkAlone() =>
        Assert.That(
            UsersOf(use => use.Namespace == "Confluent.Kafka" && OffsetCalls.Contains(use.Member)), Is.EqualTo(new[]
        {
            "ScanWorker.Adapters.Embedded.MockBroker", "ScanWorker.Adapters.Kafka.KafkaVerdictSink",
        }));

    [Test]
    public void MockBroker_IsKnown_ToWhatEmbedsItAlone() =>
        Assert.That(
            UsersOf(use => use is { Type: "ScanWorker.Adapters.Kafka.KafkaOptions", Member: "get_MockBroker" }),
            Is.Empty);

    private static IEnumerable<string> UsersOf(Func<Use, bool> what) =>
        BuiltAssembly.AllUses.Where(what).Select(use => use.User.Split('/')[0])
            .Where(user => !what(new Use(user, user, "", ""))).Distinct().Order(StringComparer.Ordinal);
}
