using System.Runtime.CompilerServices;

namespace ScanWorker.Commands.Backfills;

/// <summary>
/// The files below a folder, in the order of their paths. Links to folders are refused: they could lead in a
/// circle, and what they lead to has its own place.
/// </summary>
/// <remarks>
/// A mark is a path below the folder, and all that is ordered behind it is still to be done: files that come or go
/// between two runs move no other one. A folder is read at a time, never the whole tree.
/// </remarks>
internal sealed class FolderUploads(DirectoryInfo folder) : IPastUploads
{
    public string Name => folder.FullName;

    public bool CanBeReadAgain => true;

    public string LeftOutBehind(string mark) => PastUpload.AddedBefore(mark);

    public async IAsyncEnumerable<PastUpload> ReadAsync(
        string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask; // Folders have no asynchronous form.
        foreach (var (path, found) in Below(folder, ""))
        {
            cancellation.ThrowIfCancellationRequested();
            if (after is null || string.CompareOrdinal(path, after) > 0)
            {
                yield return found is FileInfo ? PastUpload.OfFile(found.FullName, path)
                    : PastUpload.OfFile(found.FullName, path) with
                    {
                        Problem = $"{found.FullName} is a link to a folder, and what is in that is not sent: name the "
                            + "folder itself.",
                    };
            }
        }
    }

    // Files, and links to folders. A folder sorts as its name and a slash, as the paths below it do: so the whole is in
    // the order of paths.
    private static IEnumerable<(string Path, FileSystemInfo Found)> Below(DirectoryInfo folder, string above)
    {
        var entries = folder.EnumerateFileSystemInfos()
            .Select(entry => (Path: above + entry.Name + (entry is DirectoryInfo ? "/" : ""), Entry: entry))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal).ToList();
        foreach (var (path, entry) in entries)
        {
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                foreach (var found in Below(below, path))
                {
                    yield return found;
                }
            }
            else
            {
                yield return (path, entry);
            }
        }
    }
}
