using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Recordings;

/// <summary>Problems of recordings, as every command tells them.</summary>
internal static class ProblemLines
{
    extension(RecordingProblems problems)
    {
        /// <summary>A line for each kind.</summary>
        /// <exception cref="RecordingException">None of the lines could be read, so what came of them says
        /// nothing.</exception>
        public async Task TellAsync(TextWriter error)
        {
            foreach (var sentence in problems.Sentences())
            {
                await error.WriteLineAsync($"scanworker: {sentence}");
            }

            if (problems.IsNothingRead)
            {
                throw new RecordingException("no line of the recording could be read.");
            }
        }
    }
}
