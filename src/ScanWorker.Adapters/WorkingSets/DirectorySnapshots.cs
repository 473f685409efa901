using System.Globalization;
using Microsoft.Extensions.Options;
using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// A worker's own copy in a folder: <c>{set}/manifest.json</c>, and its segments as <c>{set}/{id}.seg</c>.
/// </summary>
/// <remarks>
/// Several workers of one machine may share the folder: files are content-addressed, and replaced by renaming only.
/// </remarks>
internal sealed class DirectorySnapshots(IOptions<SetsOptions> options) : IHashSetSnapshots
{
    private readonly string _root = options.Value.SnapshotDirectory;

    public ReadOnlyMemory<byte>? ReadManifest(string set)
    {
        var path = Path.Combine(_root, set, "manifest.json");
        try
        {
            // A bare null would be an empty memory.
            return File.Exists(path) ? new ReadOnlyMemory<byte>(File.ReadAllBytes(path))
                : default(ReadOnlyMemory<byte>?);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new HashSetRefusedException(RefusalReason.Missing, "The copy's manifest cannot be read.", problem);
        }
    }

    public Segment? OpenSegment(string set, SegmentFacts segment)
    {
        var file = new FileInfo(PathOf(set, segment));
        try
        {
            return file.Exists && file.Length == segment.LengthBytes ? Segment.Map(file.FullName) : null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or SegmentException)
        {
            return null;
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
        Directory.CreateDirectory(Path.Combine(_root, set));
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
        Directory.CreateDirectory(Path.Combine(_root, set));
        return new FileDraft(PathOf(set, segment));
    });

    public void Keep(SealedManifest manifest)
    {
        var folder = Path.Combine(_root, manifest.Manifest.Set);
        _ = Guarded(() =>
        {
            DurableFile.Replace(Path.Combine(folder, "manifest.json"), manifest.Document);
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
            _file = new FileStream(_draftPath, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
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
