using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Recordings;

/// <summary>Problems of recordings, as every command tells them.</summary>
internal static class ProblemLines
{
    extension(RecordingProblems problems)
    {
        /// <summary>A line for each kind.</summary>
        public async Task TellAsync(TextWriter error)
        {
            foreach (var sentence in problems.Sentences())
            {
                await error.WriteLineAsync($"scanworker: {sentence}");
            }
        }
    }
}
