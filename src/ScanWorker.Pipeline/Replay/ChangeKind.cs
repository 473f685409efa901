namespace ScanWorker.Pipeline.Replay;

/// <summary>How two outcomes of one upload differ.</summary>
public enum ChangeKind
{
    /// <summary>An entry matches that did not.</summary>
    NewMatch,

    /// <summary>An entry no longer matches.</summary>
    LostMatch,

    /// <summary>An entry matches at another distance, or by another hash.</summary>
    ChangedDistance,

    /// <summary>The upload's action is another one.</summary>
    ChangedAction,

    /// <summary>The upload's verdict or reason is another one.</summary>
    ChangedReason,

    /// <summary>The upload has no outcome any more.</summary>
    Missing,

    /// <summary>The upload had no outcome before.</summary>
    Additional,
}
