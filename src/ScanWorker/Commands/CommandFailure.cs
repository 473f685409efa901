using System.Net.Sockets;
using Confluent.Kafka;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hosting;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands;

/// <summary>Which failure ends in which exit code, for every command, and what is said of it on stderr.</summary>
internal static class CommandFailure
{
    // errno on Linux: the disk fails, a file would be too large, no space, over quota.
    private static readonly HashSet<int> DiskErrors = [5, 27, 28, 122];

    /// <summary>
    /// Tells what happened: a sentence, or for settings one line each; a bug with all that is known of it.
    /// </summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> TellAsync(TextWriter error, Exception problem)
    {
        switch (problem)
        {
            case ConfigurationException { Problems: var problems }:
                return await ConfigurationAsync(error, problems);
            case OptionsValidationException invalid:
                return await ConfigurationAsync(error, [.. invalid.Failures]);
            default:
                var code = CodeOf(problem);
                await error.WriteLineAsync(
                    code == ExitCodes.Bug ? $"scanworker: {problem}" : $"scanworker: {SentenceOf(problem)}");
                return code;
        }
    }

    /// <summary>Every problem of the configuration, one a line.</summary>
    public static async Task<int> ConfigurationAsync(TextWriter error, IReadOnlyCollection<string> problems)
    {
        var word = problems.Count == 1 ? "problem" : "problems";
        await error.WriteLineAsync($"scanworker: the configuration has {problems.Count} {word}:");
        foreach (var problem in problems)
        {
            await error.WriteLineAsync($"  {problem}");
        }

        return ExitCodes.Configuration;
    }

    public static int CodeOf(Exception problem) => problem switch
    {
        UsageException => ExitCodes.Usage,
        ConfigurationException or OptionsValidationException => ExitCodes.Configuration,
        InvalidOperationException { InnerException: FormatException } => ExitCodes.Configuration,
        IOException { InnerException: AddressInUseException } or SocketException => ExitCodes.Configuration,
        FloodCountersUnavailableException or HashSetStoreUnavailableException or HashSetConflictException
            or WorkingSetBusyException or SourceUnavailableException or KafkaException => ExitCodes.Unavailable,
        ExchangeException exchange => exchange.Fault switch
        {
            ExchangeFault.Unavailable => ExitCodes.Unavailable,
            ExchangeFault.Credentials => ExitCodes.Configuration,
            _ => ExitCodes.BadInput,
        },
        IOException disk when DiskErrors.Contains(disk.HResult) => ExitCodes.Unavailable,
        ImportRefusedException or WorkingSetException or HashSetRefusedException or SegmentException
            or RecordingException => ExitCodes.BadInput,
        InvalidDataException or IOException or UnauthorizedAccessException => ExitCodes.BadInput,
        OperationCanceledException => ExitCodes.Unavailable,
        _ => ExitCodes.Bug,
    };

    public static string SentenceOf(Exception problem) => problem switch
    {
        OperationCanceledException => "Stopped before it was done.",
        IOException { InnerException: AddressInUseException } or SocketException =>
            $"{problem.Message.TrimEnd('.')}; Health:Port and Health:Address choose another.",
        IOException disk when DiskErrors.Contains(disk.HResult) =>
            $"{disk.Message}. Make room and run it again; nothing that was there is lost.",
        InvalidOperationException { InnerException: FormatException } => LibraryMessages.Plain(problem.Message),
        _ => problem.Message,
    };
}
