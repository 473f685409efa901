namespace ScanWorker.Pipeline.Ports;

/// <summary>The store of hash sets does not answer. It may later; what is live stays live.</summary>
public sealed class HashSetStoreUnavailableException(string message, Exception? cause = null)
    : Exception(message, cause);
