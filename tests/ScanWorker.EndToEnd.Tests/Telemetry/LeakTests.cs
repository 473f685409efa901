using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScanWorker.Demo;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>Rule 4: nothing of an upload gets into logs, spans, metrics or exemplars.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class LeakTests
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0";
    private static readonly int[] Places = [0, 2, 5];

    [Test]
    public async Task Telemetry_OfEveryKindOfUpload_HoldsNothingOfThem()
    {
        using var capture = new TelemetryCapture();
        List<DemoUpload> uploads = [.. DemoUploads.All()];
        await using var worker = await DemoWorker.StartAsync(
            new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Trace" },
            services => services.AddSingleton<ILoggerProvider>(capture));
        await worker.SendAsync(uploads);
        var verdicts = worker.Verdicts(uploads.Count);
        var scraped = await worker.GetAsync("/metrics", OpenMetrics);

        var secrets = Secrets(worker.World, uploads, verdicts).Distinct().ToList();

        Assert.Multiple(() =>
        {
            Assert.That(capture.Logs, Is.Not.Empty);
            Assert.That(capture.Spans, Has.Some.StartsWith("process uploads"));
            Assert.That(capture.Spans, Has.Some.StartsWith("near match"));
            Assert.That(capture.Measurements, Has.Some.StartsWith("scanworker.matches"));
            Assert.That(scraped, Does.Contain("# {trace_id="), "Exemplars are there to be searched.");
            Assert.That(secrets, Has.Count.GreaterThan(200));
            AssertFree("logs", capture.Logs, secrets);
            AssertFree("spans", capture.Spans, secrets);
            AssertFree("metrics", capture.Measurements, secrets);
            AssertFree("scrape", scraped.Split('\n'), secrets);
        });
    }

    private static void AssertFree(string where, IReadOnlyCollection<string> lines, IReadOnlyList<string> secrets) => Assert.That(
        lines.Where(line => secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase))).Take(5), Is.Empty, where);

    private static IEnumerable<string> Secrets(
        DemoWorld world, IReadOnlyList<DemoUpload> uploads, IReadOnlyList<VerdictEvent> verdicts)
    {
        yield return world.Uploads.FullName;
        yield return "file:///";
        yield return "user-7";
        yield return "demo user";
        foreach (var upload in uploads)
        {
            yield return $"{upload.Id}.{upload.Extension}";
            foreach (var secret in OfBytes(upload.Content ?? []))
            {
                yield return secret;
            }
        }

        foreach (var hash in verdicts.SelectMany(Hashes))
        {
            yield return hash;
            yield return Convert.ToBase64String(Convert.FromHexString(hash)).TrimEnd('=');
        }
    }

    private static IEnumerable<string> Hashes(VerdictEvent verdict) =>
    [
        .. verdict.Digests is { } digests ? (string[])[digests.Md5, digests.Sha1, digests.Sha256] : [],
        .. verdict.Perceptual.Select(perceptual => perceptual.Hash),
    ];

    // Any 24 bytes of the content, wherever a log of "the first bytes" or "the payload" would begin.
    private static IEnumerable<string> OfBytes(byte[] content) =>
        from place in Places
        let start = content.Length / 7 * place
        where content.Length >= start + 24
        let piece = content.AsMemory(start, 24).ToArray()
        from text in new[] { Convert.ToHexString(piece), Convert.ToBase64String(piece), BitConverter.ToString(piece) }
        select text;
}
