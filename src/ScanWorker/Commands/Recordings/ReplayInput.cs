using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Recordings;

/// <summary>Recordings that a command reads, and what is wrong with them.</summary>
/// <param name="files">Read one after the other.</param>
/// <param name="isStrict">The first problem ends the reading.</param>
/// <param name="isOfVerdicts">Lines may be the JSON of verdicts.</param>
internal sealed class ReplayInput(IReadOnlyList<FileInfo> files, bool isStrict, bool isOfVerdicts = false)
{
    public RecordingProblems Problems { get; } = new(isStrict);

    /// <summary>Records of all files, one file after the other.</summary>
    /// <exception cref="RecordingException">A line is wrong and reading is strict, or a file is not there.</exception>
    public IEnumerable<RecordedRecord> Read()
    {
        var reader = new RecordingReader(Problems, isOfVerdicts);
        return files.SelectMany(
            file =>
            {
                Check([file]);
                return reader.Read(file.FullName);
            });
    }

    /// <summary>Finds out before any work is done that there is nothing to read.</summary>
    /// <exception cref="RecordingException">A file is not there.</exception>
    public static void Check(IEnumerable<FileInfo> files)
    {
        if (files.FirstOrDefault(file => !file.Exists) is { } missing)
        {
            throw new RecordingException(Directory.Exists(missing.FullName)
                ? $"{missing}: is a directory, not a recording."
                : $"{missing}: there is no such file.");
        }
    }

    /// <summary>Tells on stderr what was wrong.</summary>
    public Task TellProblemsAsync(TextWriter error) => Problems.TellAsync(error);
}
