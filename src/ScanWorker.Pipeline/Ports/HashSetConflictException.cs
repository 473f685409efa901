namespace ScanWorker.Pipeline.Ports;

/// <summary>Somebody else published first: head is not where the publisher saw it.</summary>
public sealed class HashSetConflictException(string message, long? head) : Exception(message)
{
    /// <summary>Where head is now; null when there is none or it was not read.</summary>
    public long? Head { get; } = head;
}
