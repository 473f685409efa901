namespace ScanWorker.Matching.Import;

/// <summary>What a list is.</summary>
public enum ImportMode
{
    /// <summary>Changes: what it does not name stays as it is.</summary>
    Delta,

    /// <summary>A full snapshot: what it does not name any more is withdrawn.</summary>
    Full,
}
