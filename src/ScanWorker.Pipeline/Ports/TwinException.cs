namespace ScanWorker.Pipeline.Ports;

/// <summary>
/// Another live worker has the same transactional id: two of them would fence each other without end.
/// </summary>
public sealed class TwinException(string message, Exception? innerException = null) : Exception(
    message, innerException);
