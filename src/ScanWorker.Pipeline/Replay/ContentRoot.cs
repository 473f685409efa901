using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Replay;

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
