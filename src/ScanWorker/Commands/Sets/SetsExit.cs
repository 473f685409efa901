using Microsoft.Extensions.Options;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Commands.Sets;

/// <summary>Which failure of a <c>sets</c> command ends in which exit code.</summary>
internal static class SetsExit
{
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
        ImportRefusedException or WorkingSetException or HashSetRefusedException or SegmentException =>
            ExitCodes.BadInput,
        InvalidDataException or IOException or UnauthorizedAccessException => ExitCodes.BadInput,
        OperationCanceledException => ExitCodes.Unavailable,
        _ => null,
    };
}
