using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Replay;

/// <summary>
/// The scanning line as it is, with the content where the replay has it, and without what differs from run to run.
/// </summary>
internal sealed class ReplayScanner(IUploadScanner line, ContentRoot? root) : IUploadScanner
{
    public async ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping)
    {
        var there = root is null ? upload : upload with { Content = root.Resolve(upload.Content) };
        return await line.ScanAsync(there, stopping) with { Timings = null };
    }
}
