using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ScanWorker.Matching.Feedback;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Feedback;

/// <summary>Wire form of <c>scanworker.feedback.v1</c>: a reviewer has confirmed or denied a match.</summary>
internal sealed record FeedbackData
{
    public const int UploadIdBytesMax = UploadDataReader.UploadIdBytesMax;
    public const int NameLengthMax = 500;
    public const int ReviewerLengthMax = 100;
    public const int ReasonLengthMax = 100;
    public const int NoteLengthMax = 500;

    [Description("As in the report.")]
    [StringLength(UploadIdBytesMax, MinimumLength = 1)]
    public required string UploadId { get; init; }

    [Description("As in the match: the bank that holds the entry.")]
    [StringLength(NameLengthMax, MinimumLength = 1)]
    public required string Bank { get; init; }

    [Description("As in the match: the list the entry came from.")]
    [StringLength(NameLengthMax, MinimumLength = 1)]
    public required string Source { get; init; }

    [Description("As in the match: the source's id of the entry.")]
    [StringLength(NameLengthMax, MinimumLength = 1)]
    public required string EntryId { get; init; }

    [Description("confirmed: the upload shows what the entry is listed for. denied: it does not.")]
    public required ReviewDecision Decision { get; init; }

    [Description("Who decided: an opaque id, the same for all decisions of one person. Not a name.")]
    [StringLength(ReviewerLengthMax, MinimumLength = 1)]
    public required string Reviewer { get; init; }

    [Description("When. Of two decisions of one reviewer on one match the later counts.")]
    public required DateTimeOffset DecidedAt { get; init; }

    [Description("As in the match: exact or near. With distance it tells at which distances matches are right.")]
    public MatchKind? Kind { get; init; }

    [Description("As in the match: bits that differ.")]
    [Range(0, 256)]
    public int? Distance { get; init; }

    [Description("Why, as a code that may be told to the exchange that the entry came from.")]
    [StringLength(ReasonLengthMax)]
    public string? Reason { get; init; }

    [Description("For the custodian; told to nobody else. At most 500 characters.")]
    [StringLength(NoteLengthMax)]
    public string? Note { get; init; }

    public override string ToString() => "feedback event";
}

/// <summary>The JSON of feedback, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(KebabCaseEnums<ReviewDecision>), typeof(KebabCaseEnums<MatchKind>)])]
[JsonSerializable(typeof(FeedbackData))]
internal sealed partial class FeedbackJson : JsonSerializerContext;
