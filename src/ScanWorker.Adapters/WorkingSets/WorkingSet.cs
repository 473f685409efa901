using System.Globalization;
using ScanWorker.Adapters.WorkingSets.Spools;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// The custodian's folder: a journal, the segments that it names, the manifests that were published from it.
/// </summary>
/// <remarks>
/// Everything but the journal is written before the record that names it and never changed after, so that whatever is
/// killed when, the folder is what its journal says. One writer at a time, by a lock that dies with its process; not
/// thread-safe.
/// </remarks>
internal sealed class WorkingSet : IDisposable
{
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly FileStream? _lock;
    private readonly JournalFile _journal;

    private WorkingSet(string folder, FileStream? writerLock, TimeProvider clock)
    {
        _folder = folder;
        _clock = clock;
        _lock = writerLock;
        _journal = JournalFile.Open(Path.Combine(folder, "journal"));
    }

    public JournalState State => _journal.State;

    public IReadOnlyList<JournalRecord> Records => _journal.Records;

    /// <summary>Opens a folder to change it, and makes it if it is not there.</summary>
    /// <exception cref="WorkingSetBusyException">Another process is changing it.</exception>
    /// <exception cref="WorkingSetException">It cannot be written, or it is damaged.</exception>
    public static WorkingSet OpenToWrite(string folder, TimeProvider clock)
    {
        try
        {
            PrivateFile.CreateFolder(Path.Combine(folder, "segments"));
            PrivateFile.CreateFolder(Path.Combine(folder, "versions"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkingSetException($"The working set {folder} cannot be written: {problem.Message}", problem);
        }

        FileStream writerLock;
        try
        {
            writerLock = PrivateFile.Open(
                Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem)
        {
            throw new WorkingSetBusyException(
                $"Another process is changing the working set {folder}; try again when it is done.", problem);
        }

        try
        {
            return new WorkingSet(folder, writerLock, clock);
        }
        catch
        {
            writerLock.Dispose();
            throw;
        }
    }

    /// <summary>Opens a folder to look at it. It need not be there.</summary>
    /// <exception cref="WorkingSetException">It is damaged.</exception>
    public static WorkingSet OpenToRead(string folder, TimeProvider clock) => new(folder, null, clock);

    /// <summary>Puts a segment in; nothing refers to it until a record does.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public SegmentFacts AddSegment(Segment segment)
    {
        var facts = SegmentFacts.Of(segment);
        var draft = Path.Combine(_folder, "segments", "draft.tmp");
        DurableFile.Write(draft, stream => CopyTo(segment, stream));
        DurableFile.Rename(draft, SegmentPath(facts));
        return facts;
    }

    /// <summary>Opens a segment without reading it through.</summary>
    /// <exception cref="WorkingSetException">It is missing, cut or no segment.</exception>
    public Segment OpenSegment(SegmentFacts facts)
    {
        var path = SegmentPath(facts);
        try
        {
            var segment = Segment.Map(path);
            return segment.LengthBytes == facts.LengthBytes ? segment : throw Damaged(path);
        }
        catch (Exception problem) when (problem is IOException or SegmentException)
        {
            throw new WorkingSetException($"The segment {path} cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Opens a segment and reads it through.</summary>
    /// <exception cref="WorkingSetException">It is missing or differs from its digest.</exception>
    public Segment ReadSegment(SegmentFacts facts)
    {
        var segment = OpenSegment(facts);
        return facts.Fits(segment) ? segment : throw Damaged(SegmentPath(facts));
    }

    /// <summary>A place for the lines of a list that is about to be read.</summary>
    public QuarantineFile OpenQuarantine() => new(Path.Combine(
        _folder,
        "quarantine",
        string.Create(CultureInfo.InvariantCulture,
            $"{State.LastNumber + 1:D8}-{_clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.ndjson")));

    /// <summary>Where the pages of a fetch are kept until it is done; good beyond this working set's lock.</summary>
    /// <param name="source">Its name in the configuration, which is a file's name.</param>
    /// <returns>Null: another process fetches the source.</returns>
    public PageSpool? TryOpenSpool(string source) => PageSpool.TryOpen(Path.Combine(_folder, "fetch", source), _clock);

    /// <summary>Appends a record; the caller's number and time are replaced.</summary>
    /// <exception cref="IOException">There is no room; the folder is as it was.</exception>
    public JournalRecord Append(JournalRecord record)
    {
        var numbered = record with { Number = State.LastNumber + 1, At = _clock.GetUtcNow() };
        _journal.Append(numbered);
        return numbered;
    }

    public void WriteVersion(SealedManifest manifest) =>
        DurableFile.Replace(VersionPath(manifest.Manifest.Version), manifest.Document);

    /// <param name="version">Its number.</param>
    /// <param name="trust">Whose signature is asked for; the digest alone is checked when it is left out.</param>
    /// <returns>The manifest, or null when no such version was published from here.</returns>
    /// <exception cref="WorkingSetException">It is damaged, or signed by a stranger.</exception>
    public SealedManifest? ReadVersion(long version, ManifestTrust? trust = null)
    {
        var path = VersionPath(version);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return SealedManifest.Open(File.ReadAllBytes(path), trust ?? ManifestTrust.Anyone);
        }
        catch (HashSetRefusedException problem)
        {
            throw new WorkingSetException($"The manifest {path} is refused: {problem.Message}", problem);
        }
    }

    /// <summary>The versions that were published from here, in order.</summary>
    public IEnumerable<long> PublishedVersions() => Records.Select(record => record.Version).OfType<long>();

    public void Dispose() => _lock?.Dispose();

    private static WorkingSetException Damaged(string path) =>
        new($"The segment {path} is damaged. Restore the folder from a copy.");

    private string SegmentPath(SegmentFacts segment) => Path.Combine(_folder, "segments", segment.Id + ".seg");

    private string VersionPath(long version) =>
        Path.Combine(_folder, "versions", version.ToString("D8", CultureInfo.InvariantCulture) + ".json");

    private static void CopyTo(Segment segment, Stream destination)
    {
        var buffer = new byte[1 << 20];
        for (var done = 0L; done < segment.LengthBytes; done += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, segment.LengthBytes - done));
            segment.CopyBytes(done, part);
            destination.Write(part);
        }
    }
}

/// <summary>Another process is changing the custodian's folder.</summary>
public sealed class WorkingSetBusyException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The custodian's folder cannot be used as it is; the message says what to do.</summary>
public sealed class WorkingSetException(string message, Exception? cause = null) : Exception(message, cause);
