using System.Text.Json.Serialization.Metadata;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Feedback;

namespace ScanWorker.Documentation;

/// <summary>One event type: a row a type, and schema, AsyncAPI message and reference follow.</summary>
/// <param name="Type">CloudEvents type.</param>
/// <param name="Topic">Default name of its topic.</param>
/// <param name="IsInbound">It is read, not written.</param>
/// <param name="Meaning">A sentence.</param>
/// <param name="Shape">Its wire record.</param>
internal sealed record EventContract(string Type, string Topic, bool IsInbound, string Meaning, JsonTypeInfo Shape)
{
    private static readonly TopicOptions Topics = new();

    public static readonly IReadOnlyList<EventContract> All =
    [
        new(
            EventTypes.Upload, Topics.Uploads, true, "An upload has been finished and waits for its verdict.",
            EventJson.Default.UploadData),
        new(
            EventTypes.Verdict, Topics.Verdicts, false, "What was found of one upload, and what is to happen.",
            EventJson.Default.VerdictEvent),
        new(EventTypes.Block, Topics.Blocks, false, "The upload is not to be published.", EventJson.Default.BlockEvent),
        new(
            EventTypes.Report, Topics.Reports, false, "A case for review or for a CyberTipline report.",
            EventJson.Default.ReportEvent),
        new(
            EventTypes.Reversal, Topics.Blocks, false, "An earlier block no longer stands.",
            EventJson.Default.ReversalEvent),
        new(
            EventTypes.Retraction, Topics.Reports, false, "What an earlier report rested on no longer stands.",
            EventJson.Default.RetractionEvent),
        new(
            EventTypes.Feedback, Topics.Feedback, true,
            "A reviewer has confirmed or denied a match; for the custodian's `sets feedback`.",
            FeedbackJson.Default.FeedbackData),
    ];

    /// <summary>Below <c>docs</c>.</summary>
    public string SchemaPath => $"schemas/{Type}.json";

    /// <summary>The middle word of the type: upload, verdict, block, report.</summary>
    public string Word => Type.Split('.')[1];
}
