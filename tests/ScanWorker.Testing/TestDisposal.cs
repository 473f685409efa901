namespace ScanWorker.Testing;

/// <summary>What becomes of a frame's place once it has been shown.</summary>
internal enum TestDisposal
{
    Keep,
    Clear,
    Restore,
}
