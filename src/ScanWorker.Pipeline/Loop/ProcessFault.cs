using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// Ends the process when a part of it has failed in a way that is our own bug, or cannot go on. Thread-safe.
/// </summary>
public sealed class ProcessFault(IHostApplicationLifetime lifetime, ILogger<ProcessFault> logger)
{
    private Exception? _first;

    /// <summary>What ended the process, or null. The program's exit code depends on it.</summary>
    public Exception? First => Volatile.Read(ref _first);

    public void Report(Exception fault)
    {
        if (Interlocked.CompareExchange(ref _first, fault, null) is null)
        {
            logger.Ending(fault);
            lifetime.StopApplication();
        }
    }
}
