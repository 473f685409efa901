using System.Globalization;
using Microsoft.Extensions.Options;
using ScanWorker.Hosting;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>How <c>sets serve</c> is.</summary>
/// <remarks>
/// On standby it is ready: it stands by. A source that fails is told and makes nothing unready: the others are fetched,
/// and its age alarms. So it is with feedback.
/// </remarks>
internal sealed class ServeHealth(ServeMetrics metrics, IOptions<ServeOptions> options, TimeProvider clock)
    : IHealthReport
{
    private const int LivesMax = 10;
    private readonly DateTimeOffset _since = clock.GetUtcNow();

    private ServeState State => metrics.State;

    // While Redis is away the loop still turns; one that does not is wedged.
    public IReadOnlyList<HealthPart> Live =>
    [
        new("lease-loop", clock.GetUtcNow() - (State.TurnedAt ?? _since) is var silence
            && silence > LivesMax * options.Value.LeaseLife
            ? string.Create(CultureInfo.InvariantCulture, $"The lease was last asked for {silence:c} ago.") : null),
    ];

    public IReadOnlyList<HealthPart> Ready =>
    [
        Lease(),
        .. State.Lease > 0 ? [new("publish", State.PublishProblem)] : Enumerable.Empty<HealthPart>(),
        .. State.Feedback is { } feedback ? [Feedback(feedback)] : Enumerable.Empty<HealthPart>(),
        .. State.Sources.OrderBy(source => source.Key, StringComparer.Ordinal).Select(Source),
    ];

    public IReadOnlyList<HealthPart> Started =>
        State.HasAnswered ? []
        : [new("lease", State.StoreProblem ?? "The lease has not been asked for yet.")];

    private HealthPart Lease() =>
        State.StoreProblem is { } away ? new("lease", away)
        : !State.HasAnswered ? new("lease", "The lease has not been asked for yet.")
        : new("lease", null)
        {
            Note = State.Lease is > 0 and var number
                ? string.Create(CultureInfo.InvariantCulture, $"publisher, with lease {number}") : "standby",
        };

    private HealthPart Feedback(FeedbackState feedback) => new("feedback", null)
    {
        Note = NoteOf("read", feedback.IsRead, feedback.Since, feedback.Problem),
    };

    private HealthPart Source(KeyValuePair<string, SourceState> source) => new($"source-{source.Key}", null)
    {
        Note = NoteOf("fetched", source.Value.IsFetched, source.Value.Since, source.Value.Problem),
    };

    private string NoteOf(string what, bool isDone, DateTimeOffset since, string? problem) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(isDone ? $"last {what}" : $"never {what}; first tried")} {clock.GetUtcNow() - since:d\\.hh\\:mm\\:ss} ago")
        + (problem is null ? "" : $"; {problem}");
}
