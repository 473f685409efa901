namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>A decoder process for one content. Dispose it.</summary>
internal sealed class DecoderLease(DecoderPool pool, DecoderProcess process) : IDisposable
{
    private string? _ended;

    public DecoderProcess Process => process;

    /// <summary>The process is not to be used again.</summary>
    /// <param name="cause">Goes into the metric.</param>
    public void End(string cause)
    {
        _ended = cause;
        process.Kill();
    }

    public void Dispose() => pool.Return(process, _ended);
}
