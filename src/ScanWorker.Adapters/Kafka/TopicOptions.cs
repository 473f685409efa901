using System.ComponentModel.DataAnnotations;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Names of the topics.</summary>
public sealed class TopicOptions
{
    /// <summary>In: an event per upload.</summary>
    [Required]
    public string Uploads { get; set; } = "uploads";

    /// <summary>Out: one verdict per upload.</summary>
    [Required]
    public string Verdicts { get; set; } = "scan.verdicts";

    /// <summary>Out: uploads to block.</summary>
    [Required]
    public string Blocks { get; set; } = "scan.blocks";

    /// <summary>Out: cases to report or review.</summary>
    [Required]
    public string Reports { get; set; } = "scan.reports";

    /// <summary>Out: events that name no upload.</summary>
    [Required]
    public string DeadLetters { get; set; } = "uploads.dead-letter";

    internal IReadOnlyList<string> All => [Uploads, Verdicts, Blocks, Reports, DeadLetters];

    internal string NameOf(OutboundTopic topic) => topic switch
    {
        OutboundTopic.Verdicts => Verdicts,
        OutboundTopic.Blocks => Blocks,
        OutboundTopic.Reports => Reports,
        OutboundTopic.DeadLetters => DeadLetters,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
