using System.Text.Json;
using System.Text.RegularExpressions;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>
/// An entry that matches too much goes to review for the whole fleet, until the custodian releases it.
/// </summary>
[TestFixture]
internal sealed class FloodTests
{
    private const int ContentsMax = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCaseSource(nameof(Here))]
    public async Task Entry_MatchesTooMuch_IsReviewedByEveryWorkerUntilItIsReleased(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        var policy = Path.Combine(world.Uploads.Root, "flood-policy.json");
        await File.WriteAllTextAsync(policy, $$"""
            { "banks": { "{{UploadKinds.BlockBank}}": { "action": "block" } }, "floodGuard": { "distinctContentsMax": {{ContentsMax}} } }
            """);
        var settings = new Dictionary<string, string> { ["Policy:File"] = policy };
        using var finder = world.StartWorker("finder", settings);
        finder.WaitUntilReady();

        await world.Uploads.SendFilesAsync([.. Enumerable.Range(0, ContentsMax + 1).Select(Copy)]);
        WaitForQuarantined(finder, 1);
        Assert.That(finder.Output, Does.Contain("its matches go to review"));

        // A worker that has found nothing itself.
        finder.Terminate();
        Assert.That(finder.WaitForExit(), Is.Zero, finder.Output);
        using var other = world.StartWorker("other", settings);
        other.WaitUntilReady();
        WaitForQuarantined(other, 1);
        Assert.That(await ActionOfNextAsync(world, 100), Is.EqualTo("review"));

        using var quarantined = JsonDocument.Parse(world.Run("sets", "release", "--json"));
        var entry = ((string[])["bank", "source", "entryId"]).Select(part => quarantined.RootElement.GetProperty(part));
        _ = world.Run("sets", "release", string.Join('/', entry));
        WaitForQuarantined(other, 0);
        for (var content = 0; content < ContentsMax; content++)
        {
            Assert.That(
                await ActionOfNextAsync(world, (byte)(200 + content)), Is.EqualTo("block"), $"number {content}");
        }
    }

    private static IEnumerable<ServerKind> Here() => ServerKinds.Here.TakeLast(1);

    private static void WaitForQuarantined(WorkerProcess worker, int entries) => Poll.Until(
        () =>
            Regex.IsMatch(worker.Scrape(), $"(?m)^scanworker_floodguard_quarantined{{[^}}]*}} {entries}\\b"), Patience,
        () => $"{worker.Scrape()}\n{worker.Output}");

    private static async Task<string?> ActionOfNextAsync(WorkerWorld world, byte number)
    {
        await world.Uploads.SendFilesAsync([Copy(number)]);
        var id = world.Uploads.Sent[^1].Id;
        InboundRecord? verdict = null;
        Poll.Until(
            () => (
                verdict = world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts)
                    .Find(record => Data(record).GetProperty("uploadId").GetString() == id)) is not null,
            Patience, () => world.Logs);
        return verdict is null ? null : Data(verdict).GetProperty("action").GetString();
    }

    private static JsonElement Data(InboundRecord record) => JsonDocument.Parse(record.Value ?? []).RootElement;

    // Another file each time, and the same picture.
    private static byte[] Copy(int number) => [.. UploadKinds.Known[0].Content, (byte)number];
}
