using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Scan;

/// <summary>Judges uploads. Thread-safe.</summary>
public interface IUploadScanner
{
    /// <returns>The verdict; every upload has one.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>; the upload is not judged.</exception>
    ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping);
}
