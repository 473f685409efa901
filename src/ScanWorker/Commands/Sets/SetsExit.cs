using Microsoft.Extensions.Options;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Commands.Sets;

/// <summary>Exit codes of the <c>sets</c> commands, and which failure ends in which.</summary>
internal static class SetsExit
{
    public const int Done = 0;
    public const int FoundDifferences = 1;
    public const int BadInput = 65;
    public const int Unavailable = 69;
    public const int Configuration = 78;

    /// <returns>The exit code, or null for a failure that is our own bug.</returns>
    public static int? CodeOf(Exception problem) => problem switch
    {
        OptionsValidationException or SetsConfigurationException or InvalidOperationException { InnerException: FormatException }
            => Configuration,
        FloodCountersUnavailableException or HashSetStoreUnavailableException or HashSetConflictException or WorkingSetBusyException => Unavailable,
        WorkingSetException or HashSetRefusedException or InvalidDataException or IOException or UnauthorizedAccessException
            => BadInput,
        _ => null,
    };
}
