namespace ScanWorker.Pipeline.Control;

/// <summary>A file that the worker scans to prove itself, and what must come of it.</summary>
/// <param name="Name">Its format or its part, for messages and metrics.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Expected">How it is known.</param>
/// <param name="DistanceBits">Of its PDQ hash from the entry's.</param>
/// <param name="ToleranceBits">By how much the distance may differ: processors round a lossy format's pixels
/// differently.</param>
public sealed record CanaryPicture(
    string Name, ReadOnlyMemory<byte> Bytes, CanaryKind Expected, int DistanceBits = 0, int ToleranceBits = 0)
{
    public override string ToString() => $"canary {Name}";
}
