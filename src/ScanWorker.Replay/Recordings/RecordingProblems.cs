using System.Collections.Immutable;

namespace ScanWorker.Replay.Recordings;

/// <summary>Counts what is wrong with a recording, and names the first lines of each kind. Not thread-safe.</summary>
/// <param name="isStrict">The first problem ends the reading.</param>
public sealed class RecordingProblems(bool isStrict = false)
{
    /// <summary>Lines that are named, by kind.</summary>
    private const int NamedMax = 10;

    private readonly SortedDictionary<RecordingFault, (long Count, ImmutableArray<string> Places)> _found = [];
    private bool _isEmpty = true;
    private long _capped;

    public long Count => _found.Values.Sum(found => found.Count);

    /// <summary>Lines that were left out: a gap leaves nothing out.</summary>
    public long Skipped => _found.Where(found => found.Key != RecordingFault.Gap).Sum(found => found.Value.Count);

    /// <summary>Whether there were lines, and none of them could be read.</summary>
    public bool IsNothingRead => _isEmpty && Skipped > 0;

    /// <summary>A line was read.</summary>
    public void Took() => _isEmpty = false;

    /// <param name="isCapped">The verdict lists fewer hashes or matches than there were: of a crowd of matches, or
    /// because the broker took no larger event. It counts with those that it lists.</param>
    public void NoteVerdict(bool isCapped) => _capped += isCapped ? 1 : 0;

    /// <param name="fault">What it is.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="line">From 1.</param>
    /// <exception cref="RecordingException">Reading is strict.</exception>
    public void Add(RecordingFault fault, string file, long line)
    {
        if (isStrict)
        {
            throw new RecordingException($"{file}:{line}: {Describe(fault)}");
        }

        var (count, places) = _found.GetValueOrDefault(fault, (0, []));
        _found[fault] = (count + 1, places.Length < NamedMax ? places.Add($"{file}:{line}") : places);
    }

    /// <summary>One sentence a kind, with the lines that are named; and one of verdicts that count in part.</summary>
    public IEnumerable<string> Sentences()
    {
        foreach (var (fault, (count, places)) in _found)
        {
            yield return $"{count} line{(count == 1 ? "" : "s")}: {Describe(fault)}: "
                + string.Join(", ", places) + (count > places.Length ? ", …" : "");
        }

        if (_capped > 0)
        {
            yield return $"{_capped} verdict{(_capped == 1 ? " lists" : "s list")} only part of the hashes or matches "
                + "(perceptualCapped, matchesCapped)";
        }
    }

    private static string Describe(RecordingFault fault) => fault switch
    {
        RecordingFault.CutLine => "cut off in the middle",
        RecordingFault.InvalidJson => "not JSON",
        RecordingFault.ForeignJson => "JSON, but no recorded record",
        RecordingFault.WrongBase64 => "base64 that is wrong, or not that of the text beside it",
        RecordingFault.TooLong => "longer than any record may be",
        RecordingFault.Duplicate => "an offset that was there already",
        RecordingFault.Gap => "offsets are missing before it",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>What can be wrong with a line of a recording.</summary>
public enum RecordingFault
{
    /// <summary>The line ends in the middle of its JSON.</summary>
    CutLine,

    /// <summary>Not JSON at all.</summary>
    InvalidJson,

    /// <summary>JSON, but no recorded record.</summary>
    ForeignJson,

    /// <summary>A base64 member that is not base64, or that contradicts the text beside it.</summary>
    WrongBase64,

    /// <summary>Longer than any record may be.</summary>
    TooLong,

    /// <summary>Its offset is not above the partition's one before: the record is there already.</summary>
    Duplicate,

    /// <summary>
    /// Offsets are missing before it. Compaction and transactions leave such gaps; so does a lost piece. The record
    /// counts.
    /// </summary>
    Gap,
}
