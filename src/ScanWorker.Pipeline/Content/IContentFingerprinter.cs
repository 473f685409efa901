namespace ScanWorker.Pipeline.Content;

/// <summary>Content in, fingerprints or a reason out: whatever looks inside an upload is behind this line, and no
/// pixel comes out of it. Thread-safe.</summary>
public interface IContentFingerprinter
{
    /// <param name="content">All bytes of the upload.</param>
    /// <param name="order">What is wanted, and within which limits.</param>
    /// <param name="memory">Asked once, when the size is known and before any pixel is decoded. What it lends is held
    /// until decoding has ended. The wait for it does not count against the deadline.</param>
    /// <param name="stopping">The program is to end.</param>
    /// <returns>Never a hash of what was not there: where something could not be looked at, a reason says so.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    ValueTask<ContentFingerprints> FingerprintAsync(
        ReadOnlyMemory<byte> content, FingerprintOrder order, IDecodeMemory memory, CancellationToken stopping);
}
