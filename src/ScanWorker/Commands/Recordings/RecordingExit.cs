using System.CommandLine;
using Confluent.Kafka;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.Ports;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Commands.Recordings;

/// <summary>Runs a command that works with recordings, and turns failures into a sentence and an exit code.</summary>
internal static class RecordingExit
{
    public static void Attach(Command command, Func<ParseResult, CancellationToken, Task<int>> run)
    {
        command.TreatUnmatchedTokensAsErrors = false; // Settings: --Kafka:GroupId=x
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                if (parsed.UnmatchedTokens.FirstOrDefault(token => !BrokerSettings.IsSetting(token)) is { } stray)
                {
                    throw new UsageException(
                        $"{stray}: no such option or argument; see scanworker {command.Name} --help.");
                }

                return await run(parsed, cancellation);
            }
            catch (ConfigurationException problem)
            {
                return await Refusal.ConfigurationAsync(parsed.InvocationConfiguration.Error, problem.Problems);
            }
            catch (Exception problem) when (CodeOf(problem) is { } code)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"scanworker: {problem.Message}");
                return code;
            }
        });
    }

    private static int? CodeOf(Exception problem) => problem switch
    {
        UsageException => ExitCodes.Usage,
        SourceUnavailableException or HashSetStoreUnavailableException or KafkaException => ExitCodes.Unavailable,
        RecordingException or HashSetRefusedException or SegmentException or IOException
            or UnauthorizedAccessException => ExitCodes.BadInput,
        OperationCanceledException => ExitCodes.Done,
        _ => null,
    };
}
