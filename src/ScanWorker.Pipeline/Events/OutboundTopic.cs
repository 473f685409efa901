namespace ScanWorker.Pipeline.Events;

/// <summary>The topics that the worker writes.</summary>
public enum OutboundTopic
{
    /// <summary>One verdict an upload.</summary>
    Verdicts,

    /// <summary>Uploads to be blocked.</summary>
    Blocks,

    /// <summary>Cases to be reported or reviewed.</summary>
    Reports,

    /// <summary>Events that name no upload.</summary>
    DeadLetters,
}
