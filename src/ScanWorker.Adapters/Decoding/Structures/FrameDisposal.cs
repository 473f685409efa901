namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>What becomes of a frame's place once it has been shown.</summary>
internal enum FrameDisposal
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It becomes transparent.</summary>
    Clear,

    /// <summary>It becomes what it was before the frame.</summary>
    Restore,
}
