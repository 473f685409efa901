using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Replay.Runs;

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

/// <summary>Where a replay finds the files that recorded events name.</summary>
/// <param name="folder">Absolute path. A file that lies below is read where it is; any other is looked up below, by its
/// whole path.</param>
public sealed class ContentRoot(string folder)
{
    public string Folder { get; } = Path.TrimEndingDirectorySeparator(folder);

    public ContentLocation Resolve(ContentLocation location)
    {
        if (location is not ContentLocation.Remote remote
            || !remote.Uri.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            || !Uri.TryCreate(remote.Uri, UriKind.Absolute, out var uri)
            || uri.Host.Length > 0)
        {
            return location;
        }

        var path = uri.LocalPath;
        return path.StartsWith(Folder + "/", StringComparison.Ordinal)
            ? location
            : new ContentLocation.Remote(new Uri($"{Folder}/{path.TrimStart('/')}").AbsoluteUri);
    }
}
