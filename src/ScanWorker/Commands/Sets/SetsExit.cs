using Microsoft.Extensions.Options;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Commands.Sets;

/// <summary>Which failure of a <c>sets</c> command ends in which exit code, and what is said of it.</summary>
internal static class SetsExit
{
    // errno on Linux: the disk fails, a file would be too large, no space, over quota.
    private static readonly HashSet<int> DiskErrors = [5, 27, 28, 122];

    /// <returns>The exit code, or null for a failure that is our own bug.</returns>
    public static int? CodeOf(Exception problem) => problem switch
    {
        OptionsValidationException or SetsConfigurationException or InvalidOperationException
        {
            InnerException: FormatException
        }
            => ExitCodes.Configuration,
        FloodCountersUnavailableException or HashSetStoreUnavailableException or HashSetConflictException
            or WorkingSetBusyException =>
            ExitCodes.Unavailable,
        IOException disk when DiskErrors.Contains(disk.HResult) => ExitCodes.Unavailable,
        ImportRefusedException or WorkingSetException or HashSetRefusedException or SegmentException =>
            ExitCodes.BadInput,
        InvalidDataException or IOException or UnauthorizedAccessException => ExitCodes.BadInput,
        OperationCanceledException => ExitCodes.Unavailable,
        _ => null,
    };

    /// <summary>The problem in a sentence, for standard error.</summary>
    public static string SentenceOf(Exception problem) => problem switch
    {
        OperationCanceledException => "Stopped.",
        IOException disk when DiskErrors.Contains(disk.HResult) =>
            $"{disk.Message}. What was there is as it was; make room and try again.",
        _ => problem.Message,
    };
}
