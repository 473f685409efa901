namespace ScanWorker.Replay.Decisions;

/// <summary>Which events an upload calls for when it is judged anew.</summary>
[Flags]
internal enum OwedEvents
{
    /// <summary>The topics say what is right.</summary>
    None = 0,

    /// <summary>On the topic of blocks: the upload is blocked, or blocked again.</summary>
    Block = 1,

    /// <summary>On the topic of blocks: an earlier block is taken back, or its upload's action is another.</summary>
    Reversal = 2,

    /// <summary>On the topic of reports: an earlier report no longer stands.</summary>
    Retraction = 4,

    /// <summary>On the topic of reports, behind a retraction where there is one: a case, or a case anew.</summary>
    Report = 8,
}
