using System.Runtime.InteropServices;

namespace ScanWorker.Hosting;

/// <summary>The first signal drains; a second one ends the process at once. Nothing is lost either way.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public SecondSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Count(143)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Count(130)),
    ];

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Count(int exitCode)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(exitCode);
        }
    }
}
