using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Recordings;

/// <summary>Finds out how far a recording has come, and opens it so that it goes on from there.</summary>
/// <param name="Next">The next offset of each partition that it holds records of.</param>
/// <param name="Records">How many it holds.</param>
internal sealed record RecordingResumption(IReadOnlyDictionary<TopicPartition, long> Next, long Records)
{
    /// <summary>Nothing has been recorded yet.</summary>
    public static RecordingResumption Fresh { get; } = new(new Dictionary<TopicPartition, long>(), 0);

    /// <summary>Reads what is there; a last line that was cut off when the recorder was killed is taken away.</summary>
    /// <exception cref="RecordingException">The file holds something else than records of
    /// <paramref name="topic"/>.</exception>
    public static RecordingResumption Of(string path, string topic)
    {
        if (!File.Exists(path))
        {
            return Fresh;
        }

        TakeAwayCutLine(path);
        var problems = new RecordingProblems();
        var reader = new RecordingReader(problems);
        var count = 0L;
        foreach (var record in reader.Read(path))
        {
            if (record.Record.Position.TopicPartition.Topic != topic)
            {
                throw new RecordingException(
                    $"{path} holds records of another topic than '{topic}'; name another file.");
            }

            count++;
        }

        if (problems.Skipped > 0)
        {
            throw new RecordingException(
                $"{path} is no recording that can be gone on with: {string.Join("; ", problems.Sentences())}.");
        }

        return new RecordingResumption(
            reader.LastOffsets.ToDictionary(last => last.Key, last => last.Value + 1), count);
    }

    private static void TakeAwayCutLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var (end, piece) = (file.Length, new byte[1 << 16]);
        while (end > 0)
        {
            var start = Math.Max(end - piece.Length, 0);
            file.Position = start;
            file.ReadExactly(piece, 0, (int)(end - start));
            if (piece.AsSpan(0, (int)(end - start)).LastIndexOf((byte)'\n') is >= 0 and var at)
            {
                file.SetLength(start + at + 1);
                return;
            }

            end = start;
        }

        file.SetLength(0);
    }
}
