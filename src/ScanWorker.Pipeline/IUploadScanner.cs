using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline;

/// <summary>Judges uploads. Thread-safe.</summary>
public interface IUploadScanner
{
    /// <returns>The verdict; every upload has one.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>; the upload is not judged.</exception>
    ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping);
}
