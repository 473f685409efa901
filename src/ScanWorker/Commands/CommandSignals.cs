using System.Runtime.InteropServices;

namespace ScanWorker.Commands;

/// <summary>
/// The first SIGINT or SIGTERM asks a command to stop, and it takes the time that it needs. A second one ends the
/// process as it stands, as a shell expects it: whatever is written is whole or not there.
/// </summary>
internal sealed class CommandSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    /// <param name="endsAtSecond">False: the command sees to a second one itself.</param>
    public CommandSignals(bool endsAtSecond) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Count(signal, endsAtSecond, 143)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Count(signal, endsAtSecond, 130)),
    ];

    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stopping.Dispose();
    }

    private void Count(PosixSignalContext signal, bool endsAtSecond, int exitCode)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            _stopping.Cancel();
        }
        else if (endsAtSecond)
        {
            Environment.Exit(exitCode);
        }
    }
}
