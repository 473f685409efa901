using System.Text.Json;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Decisions;

/// <summary>A block's whole life on a broker: two workers look back after each change of the list.</summary>
[TestFixture]
internal sealed class DecisionLifeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly Dictionary<string, string> LooksBack = new()
    {
        ["Lookback:Enabled"] = "true",
        ["Lookback:PollInterval"] = "00:00:00.5",
    };

    [TestCaseSource(nameof(Here))]
    public async Task Block_WithdrawnRolledBackWithdrawnAndListedAgain_IsSaidRightlyOnEveryTopic(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using var one = world.StartWorker("one", LooksBack);
        using var other = world.StartWorker("other", LooksBack);
        one.WaitUntilReady();
        other.WaitUntilReady();
        await world.Uploads.SendAsync("near-a", ContentOf("near"));
        await world.Uploads.SendAsync("other-a", ContentOf("other"));
        WaitFor(world, world.Broker.Options.Topics.Blocks, [EventTypes.Block]);
        world.WaitForVerdicts(1);

        world.Run("sets", "withdraw", "e0", "--bank", UploadKinds.BlockBank);
        WaitFor(world, world.Broker.Options.Topics.Blocks, [EventTypes.Block, EventTypes.Reversal]);
        AssertCommandFindsNothing(world);

        world.Run("sets", "rollback", "--with-withdrawn");
        WaitFor(world, world.Broker.Options.Topics.Blocks, [EventTypes.Block, EventTypes.Reversal, EventTypes.Block]);
        AssertCommandFindsNothing(world);

        world.Run("sets", "withdraw", "e0", "--bank", UploadKinds.BlockBank);
        WaitFor(
            world, world.Broker.Options.Topics.Blocks,
            [EventTypes.Block, EventTypes.Reversal, EventTypes.Block, EventTypes.Reversal]);
        AssertCommandFindsNothing(world);

        world.Run("sets", "add", $"pdq:{PdqOf(world, "near-a")}", "--bank", UploadKinds.BlockBank, "--id", "again");
        string[] blocks =
            [EventTypes.Block, EventTypes.Reversal, EventTypes.Block, EventTypes.Reversal, EventTypes.Block];
        WaitFor(world, world.Broker.Options.Topics.Blocks, blocks);
        AssertCommandFindsNothing(world);

        one.Terminate();
        other.Terminate();
        Assert.That(new[] { one.WaitForExit(), other.WaitForExit() }, Is.All.Zero, world.Logs);
        Assert.That(TypesIn(world, world.Broker.Options.Topics.Blocks), Is.EqualTo(blocks), world.Logs);
        Assert.That(
            TypesIn(world, world.Broker.Options.Topics.Reports),
            Is.EqualTo(new[]
            {
                EventTypes.Report, EventTypes.Retraction, EventTypes.Report, EventTypes.Retraction, EventTypes.Report,
            }));
        var written = ((string[])[
                world.Broker.Options.Topics.Verdicts, world.Broker.Options.Topics.Blocks,
                world.Broker.Options.Topics.Reports])
            .SelectMany(world.Auditor.ReadAll).ToList();
        Assert.That(written.Select(record => record.Header("ce_id")), Is.Unique);
        Auditing.PublishedSchemas.AssertValid(written);
    }

    private static IEnumerable<ServerKind> Here() => ServerKinds.Here.TakeLast(1);

    private static byte[] ContentOf(string kind) =>
        UploadKinds.All.Single(uploads => uploads.Name == kind).Contents[0] ?? [];

    private static void WaitFor(WorkerWorld world, string topic, string[] types) => Poll.Until(
        () => TypesIn(world, topic).SequenceEqual(types), Patience,
        () => $"{string.Join(' ', TypesIn(world, topic))}\n{world.Logs}");

    private static List<string?> TypesIn(WorkerWorld world, string topic) =>
        [.. world.Auditor.ReadAll(topic).Select(record => record.Header("ce_type"))];

    /// <summary>The command and the worker are one: what the one has done leaves the other nothing.</summary>
    private static void AssertCommandFindsNothing(WorkerWorld world)
    {
        var settings = world.Settings("command");
        var told = world.Run(
            "lookback", "--all", $"--Kafka:BootstrapServers={settings["Kafka:BootstrapServers"]}",
            $"--Kafka:MockBroker={settings["Kafka:MockBroker"]}", $"--Policy:File={settings["Policy:File"]}");
        Assert.That(told, Does.Contain("0 have another outcome"));
    }

    private static string PdqOf(WorkerWorld world, string uploadId) =>
        world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts)
            .Select(record => JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent))
            .First(verdict => verdict?.UploadId == uploadId)?.Perceptual[0].Hash ?? "";
}
