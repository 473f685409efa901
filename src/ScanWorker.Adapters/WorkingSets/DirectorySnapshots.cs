using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// A worker's own copy in a folder: <c>{set}/manifest.json</c>, its segments as <c>{set}/{id}.seg</c>, and in
/// <c>{set}/mark</c> the highest version that was ever kept there.
/// </summary>
/// <remarks>
/// Several workers of one machine may share the folder: files are content-addressed, and replaced by renaming only.
/// </remarks>
internal sealed class DirectorySnapshots(IOptions<SetsOptions> options) : IHashSetSnapshots
{
    private readonly string _root = options.Value.SnapshotDirectory;

    public ReadOnlyMemory<byte>? ReadManifest(string set)
    {
        // File.Exists says no as well where the folder may not be looked into.
        try
        {
            return File.ReadAllBytes(Path.Combine(_root, set, "manifest.json"));
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return default(ReadOnlyMemory<byte>?); // A bare null would be an empty memory.
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HashSetRefusedException(
                RefusalReason.Unreadable,
                $"Its manifest in Sets:SnapshotDirectory cannot be read ({problem.GetType().Name}).", problem);
        }
    }

    public Segment? OpenSegment(string set, SegmentFacts segment)
    {
        try
        {
            var file = new FileInfo(PathOf(set, segment));
            return file.Length == segment.LengthBytes ? Segment.Map(file.FullName) : null;
        }
        catch (Exception problem) when (
            problem is FileNotFoundException or DirectoryNotFoundException or SegmentException)
        {
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HashSetSnapshotException(
                $"A segment in Sets:SnapshotDirectory cannot be read ({problem.GetType().Name}).", problem);
        }
    }

    public HashIndex? OpenIndex(string set)
    {
        try
        {
            return File.Exists(IndexPath(set)) ? HashIndex.Open(IndexPath(set)) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or SegmentException)
        {
            return null;
        }
    }

    public void SaveIndex(string set, HashIndex index) => _ = Guarded(() =>
    {
        var draft = string.Create(CultureInfo.InvariantCulture, $"{IndexPath(set)}.{Environment.ProcessId}");
        PrivateFile.CreateFolder(Path.Combine(_root, set));
        try
        {
            index.Save(draft);
            DurableFile.Rename(draft, IndexPath(set));
        }
        finally
        {
            File.Delete(draft);
        }

        return true;
    });

    public ISegmentDraft DraftSegment(string set, SegmentFacts segment) => Guarded(() =>
    {
        PrivateFile.CreateFolder(Path.Combine(_root, set));
        return new FileDraft(PathOf(set, segment));
    });

    public long ReadMark(string set)
    {
        try
        {
            return long.TryParse(
                File.ReadAllText(MarkPath(set)), NumberStyles.None, CultureInfo.InvariantCulture, out var mark)
                ? mark
                : 0;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HashSetRefusedException(
                RefusalReason.Unreadable,
                $"The mark of its highest version in Sets:SnapshotDirectory cannot be read ({problem.GetType().Name}).",
                problem);
        }
    }

    public void Keep(SealedManifest manifest)
    {
        var folder = Path.Combine(_root, manifest.Manifest.Set);
        _ = Guarded(() =>
        {
            DurableFile.Replace(Path.Combine(folder, "manifest.json"), manifest.Document);
            Mark(manifest.Manifest);
            var kept = manifest.Manifest.Segments.Select(segment => segment.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(folder, "*.seg"))
            {
                if (!kept.Contains(Path.GetFileNameWithoutExtension(file)))
                {
                    File.Delete(file);
                }
            }

            return true;
        });
    }

    private void Mark(HashSetManifest manifest)
    {
        if (manifest.Version > ReadMark(manifest.Set))
        {
            DurableFile.Replace(
                MarkPath(manifest.Set),
                Encoding.ASCII.GetBytes(manifest.Version.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private string MarkPath(string set) => Path.Combine(_root, set, "mark");

    private string IndexPath(string set) => Path.Combine(_root, set, "index");

    private string PathOf(string set, SegmentFacts segment) => Path.Combine(_root, set, segment.Id + ".seg");

    private static T Guarded<T>(Func<T> writing)
    {
        try
        {
            return writing();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HashSetSnapshotException($"{problem.GetType().Name} in Sets:SnapshotDirectory.", problem);
        }
    }

    private sealed class FileDraft : ISegmentDraft
    {
        private readonly string _path;
        private readonly string _draftPath;
        private readonly FileStream _file;

        public FileDraft(string path)
        {
            _path = path;
            _draftPath = $"{path}.{Environment.ProcessId}.tmp";
            _file = PrivateFile.Open(_draftPath, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            try
            {
                _file.Write(bytes);
            }
            catch (IOException problem)
            {
                throw new HashSetSnapshotException("There is no room in Sets:SnapshotDirectory.", problem);
            }
        }

        public Segment Finish() => Guarded(() =>
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
            DurableFile.Rename(_draftPath, _path);
            return Segment.Map(_path);
        });

        public void Dispose()
        {
            _file.Dispose();
            File.Delete(_draftPath);
        }
    }
}
