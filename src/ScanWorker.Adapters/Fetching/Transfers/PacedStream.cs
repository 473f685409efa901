using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Fetching.Transfers;

/// <summary>A body that must keep coming: too few bytes in a window of time end it. The first window begins with the
/// first read.</summary>
internal sealed class PacedStream(Stream body, TransferOptions options, TimeProvider clock) : ReadOnlyBody
{
    private readonly CancellationTokenSource _tooSlow = new();
    private ITimer? _windows;
    private long _bytes;
    private long _bytesBefore;

    /// <exception cref="ContentUnavailableException">The body is too slow.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _windows ??= clock.CreateTimer(_ => EndWindow(), null, options.RateWindow, options.RateWindow);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _tooSlow.Token);
        try
        {
            var read = await body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
            Interlocked.Add(ref _bytes, read);
            return read;
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ContentUnavailableException("The store sent its body too slowly.", slow);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _windows?.Dispose();
            _tooSlow.Dispose();
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private void EndWindow()
    {
        var bytes = Interlocked.Read(ref _bytes);
        if (bytes - _bytesBefore < options.WindowBytesMin)
        {
            _tooSlow.Cancel();
        }

        _bytesBefore = bytes;
    }
}
