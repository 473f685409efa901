using System.Globalization;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>Three processes of the command share a topic of many partitions, and one of them is killed.</summary>
[TestFixture]
internal sealed partial class KilledLookbackTests
{
    private const int Partitions = 12;
    private const int Uploads = 1200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly RecordedTopic Day = new("day");

    [Test]
    public async Task Lookback_OneOfThreeInstancesIsKilled_TheOthersDoItsPartAndNothingTwice()
    {
        using var world = new RecordedWorld(ServerKind.Real, Day);
        BrokerAdmin.AddPartitions(world.Kafka, world.Kafka.Topics.Verdicts, Partitions);
        await world.PublishAsync(1, [VerdictTopic.Entry]);
        using var verdicts = new VerdictTopic(world.Kafka);
        await verdicts.WriteAsync(Enumerable.Range(0, Uploads).Select(upload => upload % Partitions));

        using var victim = Start(world);
        var member = WaitForMembers(world.Kafka, 1, victim).Keys.Single();
        using var first = Start(world);
        using var second = Start(world);
        var theirs = WaitForMembers(world.Kafka, 3, victim, first, second);
        Poll.Until(() => DoneIn(theirs[member], verdicts) is > 0, Patience, () => victim.Output);
        victim.Kill();
        var done = DoneIn(theirs[member], verdicts);

        Assert.That(
            new[] { first.WaitForExit(Patience), second.WaitForExit(Patience) }, Is.All.Zero,
            first.Output + second.Output);
        verdicts.AssertEachOnce(() => first.Output + second.Output);
        Assert.That(done, Is.LessThan(theirs[member].Count * Uploads / Partitions), "It was killed in the middle.");
        Assert.That(
            new[] { first, second }.Select(FindingsOf), Is.All.Positive,
            first.Output + second.Output);
        await TestContext.Out.WriteLineAsync(
            $"Killed with {done} done of {theirs[member].Count} partitions.\n{first.Output}{second.Output}");
    }

    private static int DoneIn(HashSet<int> partitions, VerdictTopic verdicts) =>
        verdicts.ReadLate().Count(record => partitions.Contains(record.Position.TopicPartition.Partition));

    private static int FindingsOf(OwnedProcess process) => int.Parse(
        Findings().Match(process.Output).Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture);

    // Four seconds of emitting for each of them, if they were alone.
    private static OwnedProcess Start(RecordedWorld world) => ProgramUnderTest.Start(
    [
        "lookback", "--entries", "added-since", "0", "--emit", "--rate", "300", "--lanes", "2",
        $"--Kafka:BootstrapServers={world.Kafka.BootstrapServers}", $"--Kafka:GroupId={world.Kafka.GroupId}",
        $"--Redis:ConnectionString={world.RedisConnection}", "--Sets:Signing:Required=false",
    ]);

    /// <returns>By member, the partitions that it has.</returns>
    private static Dictionary<string, HashSet<int>> WaitForMembers(
        KafkaOptions kafka, int count, params OwnedProcess[] processes)
    {
        using var admin = new AdminClientBuilder(KafkaSettings.Common(kafka))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        Dictionary<string, HashSet<int>> members = [];
        Poll.Until(
            () =>
            {
                members = MembersOf(admin, LookbackJob.MembersGroupOf(kafka));
                return members.Count == count && members.Values.All(theirs => theirs.Count == Partitions / count);
            },
            Patience, () => string.Join('\n', processes.Select(process => process.Output)));
        return members;
    }

    private static Dictionary<string, HashSet<int>> MembersOf(IAdminClient admin, string group)
    {
        try
        {
            return admin.DescribeConsumerGroupsAsync([group]).GetAwaiter().GetResult().ConsumerGroupDescriptions
                .SelectMany(described => described.Members).ToDictionary(
                    member => member.ConsumerId,
                    member => member.Assignment.TopicPartitions.Select(partition => partition.Partition.Value)
                        .ToHashSet());
        }
        catch (KafkaException)
        {
            return []; // Nobody has ever looked back.
        }
    }

    [GeneratedRegex("second: ([0-9]+) have another")]
    private static partial Regex Findings();
}
