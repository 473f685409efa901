using System.Diagnostics;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>One ffmpeg, seen from the worker. <see cref="Kill"/> from anywhere.</summary>
internal sealed class FfmpegRun : IDisposable
{
    private static readonly TimeSpan ReapingMax = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TimeProvider _clock;
    private readonly Task _reading;
    private readonly FfmpegReport _report = new();

    /// <param name="process">Just started; owned from now on. Its standard error is a pipe.</param>
    /// <param name="clock">Ends the wait for its end.</param>
    public FfmpegRun(Process process, TimeProvider clock)
    {
        (_process, _clock) = (process, clock);
        _process.StandardInput.Close();
        var errors = _process.StandardError.BaseStream;
        _reading = Task.Factory.StartNew(
            () => ReadReport(errors), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Id => _process.Id;

    /// <summary>Ends it at once, whatever it is doing.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // Disposed of meanwhile.
        }
    }

    /// <summary>Waits for its end; one that is not at its end soon is killed.</summary>
    /// <returns>What it said, and its exit code; 128 and the signal's number where one ended it.</returns>
    public async ValueTask<(FfmpegReport Report, int ExitCode)> EndAsync()
    {
        using var patience = new CancellationTokenSource(ReapingMax, _clock);
        await using var killing = patience.Token.UnsafeRegister(_ => Kill(), null);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        return (_report, _process.ExitCode);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void ReadReport(Stream errors)
    {
        try
        {
            _report.Read(errors);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Its pipe is gone, and with it whatever else it had to say.
        }
    }
}
