namespace ScanWorker.Pipeline.HashSets.Leases;

/// <summary>A publication came with a lease that has ended or is another's by now; nothing is changed.</summary>
public sealed class PublisherLeaseLostException(string message) : Exception(message);
