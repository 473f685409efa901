using ScanWorker.Testing.Recordings;

namespace ScanWorker.Benchmarks.Pictures;

/// <summary>
/// Writes the recorded topics of <c>tests/Recordings</c>: uploads, hash set, policy, content and arguments.
/// </summary>
internal static class RecordingsCommand
{
    internal static int Run(string directory)
    {
        RecordingCorpus.WriteAsync(directory).GetAwaiter().GetResult();
        return 0;
    }
}
