namespace ScanWorker.Pipeline.Health;

/// <summary>The broker failed in a way that may pass.</summary>
public sealed class SourceUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>
    /// The broker is there and rejects the worker, or is not trusted: a person must act. The message says why.
    /// </summary>
    public bool IsRefusal { get; init; }
}
