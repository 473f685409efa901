using System.Globalization;

namespace ScanWorker.Commands.Sets;

/// <summary>A progress bar on standard error, if that is a terminal; nothing otherwise.</summary>
/// <remarks>
/// Drawn by the thread that reads, at most ten times a second: an import has no thread to spare for it.
/// </remarks>
internal sealed class ImportProgress : IDisposable
{
    // Back to the first column, and the line is empty: it is drawn over, however often.
    private const string LineStart = "\r\u001b[K";
    private const int Width = 40;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly long? _length;
    private readonly TextWriter? _terminal;
    private long _drawnAt;

    /// <param name="length">Of the list in bytes, where that is known.</param>
    public ImportProgress(long? length)
    {
        _length = length;
        if (!Console.IsErrorRedirected)
        {
            _terminal = Console.Error;
        }
    }

    /// <exception cref="OperationCanceledException">The custodian has had enough: nothing is applied.</exception>
    public void Report(long position, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_terminal is null || TimeProvider.System.GetElapsedTime(_drawnAt) < Interval)
        {
            return;
        }

        _drawnAt = TimeProvider.System.GetTimestamp();
        var share = _length is > 0 and { } length ? Math.Clamp((double)position / length, 0, 1) : 0;
        var done = (int)(share * Width);
        _terminal.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{LineStart}{new string('━', done)}{new string('·', Width - done)} {share * 100:0} % "
                + $"{position >> 20} MiB"));
    }

    public void Dispose() => _terminal?.Write(LineStart);
}
