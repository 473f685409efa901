namespace ScanWorker.Pipeline.Ports;

/// <summary>The broker failed in a way that may pass.</summary>
public sealed class SourceUnavailableException(string message, Exception? innerException = null)
    : Exception(message, innerException);
