namespace ScanWorker.Replay.Recordings;

/// <summary>Whether the records of a recording come in the order of their offsets. Not thread-safe.</summary>
/// <typeparam name="TPartition">What offsets are counted in.</typeparam>
/// <param name="problems">Receives duplicates and gaps; throws when reading is strict.</param>
internal sealed class OffsetOrder<TPartition>(RecordingProblems problems) where TPartition : struct
{
    private readonly Dictionary<TPartition, long> _last = [];

    /// <summary>The last offset of each partition so far.</summary>
    public IReadOnlyDictionary<TPartition, long> Last => _last;

    /// <returns>False: the record was there already. One behind a gap counts.</returns>
    public bool IsNext(TPartition partition, long offset, string file, long line)
    {
        if (_last.TryGetValue(partition, out var last))
        {
            if (offset <= last)
            {
                problems.Add(RecordingFault.Duplicate, file, line);
                return false;
            }

            if (offset > last + 1)
            {
                problems.Add(RecordingFault.Gap, file, line);
            }
        }

        _last[partition] = offset;
        return true;
    }
}
