using ScanWorker.Matching.Publishing;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// The journal on disk: lines are only ever appended, and each is synced before anybody is told that it is done.
/// </summary>
internal sealed class JournalFile
{
    private readonly string _path;
    private readonly Func<Stream, Stream> _wrap;
    private string _digits = JournalLine.Start;
    private long _length;

    private JournalFile(string path, Func<Stream, Stream> wrap) => (_path, _wrap) = (path, wrap);

    public JournalState State { get; private set; } = JournalState.Empty;

    public List<JournalRecord> Records { get; } = [];

    /// <summary>Reads the whole journal.</summary>
    /// <remarks>
    /// A last line without its end is an append that was killed: it never happened, and the next append cuts it off.
    /// </remarks>
    /// <param name="path">Need not be there.</param>
    /// <param name="wrap">Put around the file for writing; tests let the disk be full with it.</param>
    /// <exception cref="WorkingSetException">A line other than a cut last one is not as it was written.</exception>
    public static JournalFile Open(string path, Func<Stream, Stream>? wrap = null)
    {
        var journal = new JournalFile(path, wrap ?? (static stream => stream));
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var rest = bytes.AsSpan();
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            var record = JournalLine.TryRead(journal._digits, rest[..end], out journal._digits);
            if (record is null || record.Number != journal.State.LastNumber + 1)
            {
                throw journal.Damaged();
            }

            journal.Take(record);
            rest = rest[(end + 1)..];
        }

        // A whole line and one byte that is no line feed is no cut append: that byte has changed.
        if (rest.Length > 0 && JournalLine.TryRead(journal._digits, rest[..^1], out _) is not null)
        {
            throw journal.Damaged();
        }

        journal._length = bytes.Length - rest.Length;
        return journal;
    }

    /// <exception cref="IOException">There is no room; the journal is as it was.</exception>
    public void Append(JournalRecord record)
    {
        var line = JournalLine.Write(_digits, record, out var digits);
        using var file = PrivateFile.Open(
            _path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            file.SetLength(_length);
            file.Position = _length;
            _wrap(file).Write(line);
            file.Flush(flushToDisk: true);
        }
        catch (Exception problem) when (problem is IOException or ArgumentOutOfRangeException)
        {
            file.SetLength(_length);
            throw DurableFile.Told(problem);
        }

        _digits = digits;
        _length += line.Length;
        Take(record);
    }

    private WorkingSetException Damaged() => new(
        $"Line {State.LastNumber + 1} of the journal {_path} is damaged. Restore the folder from a copy.");

    private void Take(JournalRecord record)
    {
        State = State.After(record);
        Records.Add(record);
    }
}
