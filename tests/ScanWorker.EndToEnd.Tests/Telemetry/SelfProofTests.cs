using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Demo;
using ScanWorker.Pipeline.Canary;
using ScanWorker.Testing.Canary;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>A worker whose parts break while it runs stops itself, says so, and goes on when they are well.</summary>
[TestFixture]
internal sealed class SelfProofTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, string?> QuickCanary = new() { ["Canary:Interval"] = "00:00:01" };

    [TestCase(DecoderFault.Corrupt)]
    [TestCase(DecoderFault.OtherPicture)]
    public async Task Worker_DecoderOrHasherBreaks_JudgesNothingUntilItIsWell(DecoderFault fault)
    {
        await using var worker = await DemoWorker.StartAsync(QuickCanary, FaultyFingerprinter.Decorate);
        var decoder = worker.Services.GetRequiredService<FaultyFingerprinter>();

        await ProveAsync(worker, isBroken => decoder.Fault = isBroken ? fault : DecoderFault.None);
    }

    [TestCase(CanaryStep.Index)]
    [TestCase(CanaryStep.Policy)]
    public async Task Worker_IndexOrPolicyBreaks_JudgesNothingUntilItIsWell(CanaryStep step)
    {
        var fault = new LineFault(step);
        await using var worker = await DemoWorker.StartAsync(QuickCanary, fault.Put);

        await ProveAsync(worker, isBroken => fault.IsThere = isBroken);
    }

    private static async Task ProveAsync(DemoWorker worker, Action<bool> setBroken)
    {
        List<DemoUpload> uploads = [.. DemoUploads.All()];
        await WaitForAsync(worker, "\"status\":\"ready\"");

        setBroken(true);
        await WaitForAsync(worker, "not ready", "\"canary\",\"problem\":\"The canary picture");
        Assert.That(
            await worker.GetAsync("/metrics"), Does.Match("(?m)^scanworker_ready{scanworker_condition=\"canary\"} 0"));
        Assert.That(
            await worker.GetAsync("/health/live"), Does.Contain("\"status\":\"live\""), "A restart would not help.");
        Assert.That(await worker.GetAsync("/health/startup"), Does.Contain("\"status\":\"started\""));

        // Had it gone on, these would get the verdicts of a worker that is broken.
        await worker.SendAsync(uploads);
        setBroken(false);

        var verdicts = worker.Verdicts(uploads.Count).ToDictionary(verdict => verdict.UploadId);
        Assert.That(
            uploads.Where(upload => !upload.IsAsExpected(verdicts[upload.Id])).Select(upload => upload.Id), Is.Empty);
        await WaitForAsync(worker, "\"status\":\"ready\"");
    }

    private static async Task WaitForAsync(DemoWorker worker, params string[] parts)
    {
        var answer = "";
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!parts.All(part => answer.Contains(part, StringComparison.Ordinal)))
        {
            Assert.That(Environment.TickCount64, Is.LessThan(until), answer);
            answer = await worker.GetAsync("/health/ready");
        }
    }
}
