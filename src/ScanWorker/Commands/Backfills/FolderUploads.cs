using System.Runtime.CompilerServices;

namespace ScanWorker.Commands.Backfills;

/// <summary>
/// The files below a folder, in the order of their paths. Links to folders are not followed: they could lead in a
/// circle, and what they lead to is told to have its own place.
/// </summary>
/// <remarks>
/// A mark is a path below the folder, and all that is ordered behind it is still to be done: files that come or go
/// between two runs move no other one. A folder is read at a time, never the whole tree.
/// </remarks>
internal sealed class FolderUploads(DirectoryInfo folder) : IPastUploads
{
    public string Name => folder.FullName;

    public bool CanBeReadAgain => true;

    public async IAsyncEnumerable<PastUpload> ReadAsync(
        string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask; // Folders have no asynchronous form.
        foreach (var (path, file) in FilesBelow(folder, ""))
        {
            cancellation.ThrowIfCancellationRequested();
            if (after is null || string.CompareOrdinal(path, after) > 0)
            {
                yield return PastUpload.OfFile(file.FullName, path);
            }
        }
    }

    // A folder sorts as its name and a slash, as the paths below it do: so the whole is in the order of paths.
    private static IEnumerable<(string Path, FileInfo File)> FilesBelow(DirectoryInfo folder, string above)
    {
        var entries = folder.EnumerateFileSystemInfos()
            .Select(entry => (Path: above + entry.Name + (entry is DirectoryInfo ? "/" : ""), Entry: entry))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal).ToList();
        foreach (var (path, entry) in entries)
        {
            if (entry is FileInfo file)
            {
                yield return (path, file);
            }
            else if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                foreach (var found in FilesBelow(below, path))
                {
                    yield return found;
                }
            }
        }
    }
}
