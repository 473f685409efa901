namespace ScanWorker.Commands;

/// <summary>
/// A file that a command makes: written beside its place, and put there when it is whole. What was there before stays
/// as it was until then, or when the command fails.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _writtenTo;

    private OutputFile(string path)
    {
        _path = Resolved(path);
        // A device can only be written to where it is.
        var isSpecial = _path.StartsWith("/dev/", StringComparison.Ordinal)
            || _path.StartsWith("/proc/", StringComparison.Ordinal);
        _writtenTo = isSpecial ? _path : $"{_path}.{Environment.ProcessId}.partial";
        Stream = new FileStream(
            _writtenTo, isSpecial ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.Read);
    }

    public FileStream Stream { get; }

    /// <param name="option">Names the file; for messages.</param>
    /// <param name="path">Where it is to be.</param>
    /// <param name="isForced">A file that is there may be replaced.</param>
    /// <param name="read">What the command reads.</param>
    /// <exception cref="UsageException">The command reads that file, or one is there already.</exception>
    public static OutputFile Create(string option, string path, bool isForced, IEnumerable<string> read)
    {
        Check(option, path, isForced, read);
        return new OutputFile(path);
    }

    /// <summary>Finds out before any work is done that the file may not be written.</summary>
    /// <exception cref="UsageException">The command reads that file, or one is there already.</exception>
    public static void Check(string option, string path, bool isForced, IEnumerable<string> read)
    {
        var target = Resolved(path);
        if (read.Any(input => string.Equals(Resolved(input), target, StringComparison.Ordinal)))
        {
            throw new UsageException($"{option}: {path} is read by this command; write somewhere else.");
        }

        if (!isForced && new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            throw new UsageException($"{option}: {path} exists; pass --force to replace it.");
        }
    }

    /// <summary>It is whole: it goes to its place.</summary>
    public void Complete()
    {
        Stream.Dispose();
        if (_writtenTo != _path)
        {
            File.Move(_writtenTo, _path, overwrite: true);
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_writtenTo != _path)
        {
            File.Delete(_writtenTo);
        }
    }

    // Links to one file are that file.
    private static string Resolved(string path) => new FileInfo(Path.GetFullPath(path)) is { Exists: true } file
        ? file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName
        : Path.GetFullPath(path);
}
