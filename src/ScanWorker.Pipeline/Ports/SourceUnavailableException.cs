namespace ScanWorker.Pipeline.Ports;

/// <summary>The broker failed in a way that may pass.</summary>
public sealed class SourceUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>
    /// The broker is there and lets us not in, or we do not trust it: a person must act. The message says why.
    /// </summary>
    public bool IsRefusal { get; init; }
}
