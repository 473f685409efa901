namespace ScanWorker.Pipeline.Events;

/// <summary>What was found of an upload.</summary>
public enum VerdictKind
{
    /// <summary>At least one known entry matches.</summary>
    Match,

    /// <summary>Looked at in full against a loaded set: nothing known.</summary>
    NoMatch,

    /// <summary>Could not be looked at in full; never a pass by accident.</summary>
    Unscannable,

    /// <summary>Policy says that this upload is not to be scanned.</summary>
    NotScanned,
}
