namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Another process is changing the custodian's folder.</summary>
public sealed class WorkingSetBusyException(string message, Exception? cause = null) : Exception(message, cause);
