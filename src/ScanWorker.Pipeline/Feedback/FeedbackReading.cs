using System.Text;
using System.Text.Json;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Feedback;

/// <summary>A feedback event read: an opinion, or why it is none. Closed.</summary>
internal abstract record FeedbackReading
{
    private FeedbackReading()
    {
    }

    public sealed record Given(Opinion Opinion) : FeedbackReading;

    /// <param name="Code">What is wrong.</param>
    /// <param name="Message">A sentence that names the field and never quotes its value.</param>
    public sealed record Malformed(MalformedCode Code, string Message) : FeedbackReading;

    /// <summary>Reads the event's data. Total: any bytes give a reading. Pure.</summary>
    /// <param name="json">The data.</param>
    /// <param name="latest">Nobody has decided later: an opinion of the future would stand against all others.</param>
    public static FeedbackReading Of(ReadOnlyMemory<byte> json, DateTimeOffset latest)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, FeedbackJson.Default.FeedbackData) is not { } data
                ? new Malformed(MalformedCode.InvalidField, "Field $ is null.")
                : ProblemOf(data, latest) is { } problem ? new Malformed(MalformedCode.InvalidField, problem)
                : new Given(OpinionOf(data));
        }
        catch (JsonException e)
        {
            // The message may quote the text; the path names members alone.
            return new Malformed(
                MalformedCode.InvalidJson, $"Not the JSON of a feedback event, at {(e.Path is { Length: <= 100 } path ? path : "$")}.");
        }
    }

    private static string? ProblemOf(FeedbackData data, DateTimeOffset latest) =>
        Encoding.UTF8.GetByteCount(data.UploadId) is 0 or > FeedbackData.UploadIdBytesMax
            ? $"Field uploadId must have 1 to {FeedbackData.UploadIdBytesMax} bytes."
        : NameProblem("bank", data.Bank, FeedbackData.NameLengthMax)
            ?? NameProblem("source", data.Source, FeedbackData.NameLengthMax)
            ?? NameProblem("entryId", data.EntryId, FeedbackData.NameLengthMax)
            ?? NameProblem("reviewer", data.Reviewer, FeedbackData.ReviewerLengthMax)
            ?? (data.Reason is { } reason ? NameProblem("reason", reason, FeedbackData.ReasonLengthMax) : null)
            ?? (data.Note?.Length > FeedbackData.NoteLengthMax
                ? $"Field note must have at most {FeedbackData.NoteLengthMax} characters." : null)
            ?? (data.Distance is < 0 || data.Distance > HashAlgorithm.Pdq.SizeBits
                ? $"Field distance must be 0 to {HashAlgorithm.Pdq.SizeBits}." : null)
            ?? (data.DecidedAt > latest ? "Field decidedAt lies in the future." : null);

    private static string? NameProblem(string field, string value, int lengthMax) =>
        value.Length == 0 || value.Length > lengthMax || value.Any(char.IsControl)
            ? $"Field {field} must have 1 to {lengthMax} characters, and no control characters." : null;

    private static Opinion OpinionOf(FeedbackData data) => new(
        new EntryKey(data.Bank, data.Source, data.EntryId), Opinion.DigestOf(data.UploadId), data.Reviewer,
        data.Decision, data.DecidedAt)
    {
        IsExact = data.Kind is { } kind ? kind == MatchKind.Exact : null,
        Distance = data.Distance,
        Reason = data.Reason,
        Note = data.Note,
    };
}
