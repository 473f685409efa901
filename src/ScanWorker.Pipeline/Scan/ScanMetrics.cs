using System.Diagnostics.Metrics;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Scan;

/// <summary>What the scanning line finds and how long it takes.</summary>
internal sealed class ScanMetrics
{
    public const string MeterName = "ScanWorker.Scan";
    private const int BanksMax = 200;
    private const int SurfacesMax = 50;

    private readonly BoundedLabel _banks = new(BanksMax);
    private readonly BoundedLabel _surfaces = new(SurfacesMax);
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _unscannable;
    private readonly Counter<long> _coverage;
    private readonly Counter<long> _matches;
    private readonly Counter<long> _collisions;
    private readonly Counter<long> _cacheLookups;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _internalErrors;
    private readonly Histogram<double> _stageSeconds;
    private readonly Histogram<double> _processSeconds;

    public ScanMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _verdicts = meter.CreateCounter<long>(
            "scanworker.verdicts", "{verdict}", "Verdicts reached, by kind and action.");
        _unscannable = meter.CreateCounter<long>(
            "scanworker.unscannable", "{upload}", "Uploads that could not be looked at, by reason.");
        _coverage = meter.CreateCounter<long>(
            "scanworker.coverage", "{upload}",
            "Uploads by surface and format, and whether they were looked at: yes, no (unscannable) or out-of-scope.");
        _matches = meter.CreateCounter<long>(
            "scanworker.matches", "{match}", "Matches judged, by bank, kind, distance and action.");
        _collisions = meter.CreateCounter<long>(
            "scanworker.digest_collisions", "{entry}",
            "Entries whose MD5 or SHA-1 is equal while their SHA-256 or SHA-512 differs, by bank.");
        _cacheLookups = meter.CreateCounter<long>(
            "scanworker.findings_cache.lookups", "{lookup}", "Looks into the findings cache, by result.");
        _deadLetters = meter.CreateCounter<long>(
            "scanworker.dead_letters", "{message}", "Records that name no upload, by code.");
        _internalErrors = meter.CreateCounter<long>(
            "scanworker.internal_errors", "{error}", "Records and pictures at which the worker itself failed, by stage.");
        _stageSeconds = meter.CreateHistogram(
            "scanworker.stage.duration", "s", "Time one upload spent in one stage.", advice: DurationBuckets.Stage);
        _processSeconds = meter.CreateHistogram(
            "messaging.process.duration", "s", "From taking up a record to its events.",
            advice: DurationBuckets.Process);

        // From the first scrape on, so that an increase from nothing to one is seen.
        foreach (var code in Enum.GetValues<MalformedCode>())
        {
            _deadLetters.Add(0, Tag("code", KebabCase.Of(code)));
        }

        foreach (var stage in (ReadOnlySpan<string>)["read", "scan", "decode", "compose"])
        {
            _internalErrors.Add(0, Tag("stage", stage));
        }

        foreach (var result in (ReadOnlySpan<string>)["hit", "miss"])
        {
            _cacheLookups.Add(0, Tag("result", result));
        }
    }

    public void VerdictReached(
        Verdict verdict, string? surface, ContentFindings? findings, bool cached, ScanTiming timing)
    {
        _coverage.Add(
            1,
            Tag("surface", _surfaces.Of(surface ?? "none")),
            Tag("format", findings?.Image?.Format ?? "unknown"),
            Tag("looked", LookedOf(verdict)));
        _verdicts.Add(1, Tag("verdict", KebabCase.Of(verdict.Kind)), Tag("action", KebabCase.Of(verdict.Action)));
        switch (verdict)
        {
            case Verdict.Unscannable unscannable:
                _unscannable.Add(1, Tag("reason", KebabCase.Of(unscannable.Cause.Code)));
                break;
            case Verdict.Match match:
                CountMatches(match);
                break;
        }

        if (findings is not null)
        {
            _cacheLookups.Add(1, Tag("result", cached ? "hit" : "miss"));
            CountCollisions(findings);
        }

        Stage("fetch", timing.Fetch.Elapsed);
        Stage("exact", timing.Exact.Elapsed);
        Stage("decode", timing.Decode.Elapsed);
        Stage("hash", timing.Hash.Elapsed);
        Stage("near", timing.Near.Elapsed);
    }

    public void DeadLettered(MalformedCode code) => _deadLetters.Add(1, Tag("code", KebabCase.Of(code)));

    /// <summary>The worker failed at one record, or at its picture.</summary>
    public void InternalError(string stage) => _internalErrors.Add(1, Tag("stage", stage));

    public void Processed(string topic, TimeSpan elapsed) => _processSeconds.Record(
        elapsed.TotalSeconds,
        new("messaging.system", ScanTracing.MessagingSystem),
        new("messaging.operation.name", "process"),
        new("messaging.destination.name", topic));

    // A match by a digest alone counts: the bytes are known.
    private static string LookedOf(Verdict verdict) => verdict switch
    {
        Verdict.Match or Verdict.NoMatch => "yes",
        Verdict.Unscannable => "no",
        Verdict.NotScanned => "out-of-scope",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static KeyValuePair<string, object?> Tag(string name, string value) => new($"scanworker.{name}", value);

    private void CountMatches(Verdict.Match match)
    {
        foreach (var judged in match.Matches)
        {
            _matches.Add(
                1,
                Tag("bank", _banks.Of(judged.Match.Bank)),
                Tag("kind", KebabCase.Of(judged.Match.Kind)),
                Tag("distance", DistanceBucket.Of(judged.Match.Distance)),
                Tag("action", KebabCase.Of(judged.Action)));
        }
    }

    private void CountCollisions(ContentFindings findings)
    {
        foreach (var collision in findings.Collisions)
        {
            _collisions.Add(1, Tag("bank", _banks.Of(collision.Bank)));
        }
    }

    private void Stage(string stage, TimeSpan? elapsed)
    {
        if (elapsed is { } time)
        {
            _stageSeconds.Record(time.TotalSeconds, Tag("stage", stage));
        }
    }
}
