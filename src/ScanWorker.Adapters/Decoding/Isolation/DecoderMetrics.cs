using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>The lives of decoder processes.</summary>
internal sealed class DecoderMetrics
{
    public const string MeterName = "ScanWorker.Decoders";

    public const string Deadline = "deadline";
    public const string Memory = "memory";
    public const string Crash = "crash";
    public const string Malformed = "malformed";
    public const string Idle = "idle";
    public const string Shutdown = "shutdown";

    /// <summary>It has served for a video, which it can do once.</summary>
    public const string Video = "video";

    private static readonly string[] Causes = [Deadline, Memory, Crash, Malformed, Idle, Shutdown, Video];

    private static readonly InstrumentAdvice<double> StartBuckets =
        new() { HistogramBucketBoundaries = [0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10] };

    private readonly Histogram<double> _starts;
    private readonly Counter<long> _ends;
    private Func<(int Busy, int Idle, int Starting)> _processes = () => default;
    private CageParts? _holding;
    private ImmutableArray<DecoderProof> _proofs = [];
    private Measurement<int>? _film;

    public DecoderMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _starts = meter.CreateHistogram(
            "scanworker.decoder.start.duration", "s", "From the wish for a decoder process to its readiness.",
            advice: StartBuckets);
        _ends = meter.CreateCounter<long>(
            "scanworker.decoder.ends", "{process}", "Decoder processes that ended, by cause.");
        meter.CreateObservableGauge(
            "scanworker.decoder.processes", Processes, "{process}", "Decoder processes, by state.");
        meter.CreateObservableGauge(
            "scanworker.decoder.cage", Cage, "{part}", "Parts of the decoders' cage: 1 holds, 0 does not.");
        meter.CreateObservableGauge(
            "scanworker.decoder.works", Works, "{decoder}",
            "Decoders tried with a picture of ours within the cage, by format: 1 works, 0 does not.");

        // From the first scrape on, so that an increase from nothing to one is seen.
        foreach (var cause in Causes)
        {
            _ends.Add(0, Tag("cause", cause));
        }
    }

    /// <summary>Where the numbers of processes come from.</summary>
    public void Watch(Func<(int Busy, int Idle, int Starting)> processes) => _processes = processes;

    public void Started(TimeSpan after) => _starts.Record(after.TotalSeconds);

    public void Ended(string cause) => _ends.Add(1, Tag("cause", cause));

    public void Holds(CageParts holding) => _holding = holding;

    public void Proves(ImmutableArray<DecoderProof> proofs) => _proofs = proofs;

    /// <summary>What ffmpeg made of a film of ours.</summary>
    public void ProvesVideo(string format, bool works) => _film = new Measurement<int>(
        works ? 1 : 0, Tag("decoder", "ffmpeg"), Tag("format", format));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new($"scanworker.{name}", value);

    private IEnumerable<Measurement<int>> Processes()
    {
        var (busy, idle, starting) = _processes();
        return
        [
            new(busy, Tag("state", "busy")), new(idle, Tag("state", "idle")), new(starting, Tag("state", "starting")),
        ];
    }

    private IEnumerable<Measurement<int>> Works() =>
    [
        .. _proofs.Select(proof => new Measurement<int>(
            proof.Works ? 1 : 0, Tag("decoder", proof.Decoder), Tag("format", KebabCase.Of(proof.Format)))),
        .. _film is { } film ? [film] : Array.Empty<Measurement<int>>(),
    ];

    private IEnumerable<Measurement<int>> Cage() => _holding is not { } holding
        ? []
        : CageText.Parts.Select(
            part => new Measurement<int>(holding.HasFlag(part) ? 1 : 0, Tag("part", CageText.Of(part))));
}
