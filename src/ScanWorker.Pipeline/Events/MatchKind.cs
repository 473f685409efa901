namespace ScanWorker.Pipeline.Events;

/// <summary>How a content matches an entry.</summary>
public enum MatchKind
{
    /// <summary>A plain digest is equal.</summary>
    Exact,

    /// <summary>A perceptual hash is within the bank's distance.</summary>
    Near,
}
