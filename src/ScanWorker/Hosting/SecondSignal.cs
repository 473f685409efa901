using System.Runtime.InteropServices;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Hosting;

/// <summary>
/// The first signal drains. A second one leaves the group and ends the process without waiting for scans; a third ends
/// it as it stands. Nothing is lost either way.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    /// <summary>Leaving takes one request; a broker that is away does not hold up the end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ScanLoop _loop;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public SecondSignal(ScanLoop loop)
    {
        _loop = loop;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Count(143)),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Count(130)),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Count(int exitCode)
    {
        var signals = Interlocked.Increment(ref _signals);
        if (signals == 2)
        {
            _ = _loop.Abandon(Patience);
        }

        if (signals >= 2)
        {
            Environment.Exit(exitCode);
        }
    }
}
