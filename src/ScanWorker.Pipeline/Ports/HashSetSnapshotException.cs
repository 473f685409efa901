namespace ScanWorker.Pipeline.Ports;

/// <summary>The worker's own copy cannot be written. Scanning goes on from memory.</summary>
public sealed class HashSetSnapshotException(string message, Exception? cause = null) : Exception(message, cause);
