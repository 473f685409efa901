namespace ScanWorker.Pipeline.Canary;

/// <summary>
/// The pictures by which the worker proves itself. They are part of the program: drawn by us, nothing in them is real.
/// </summary>
public interface ICanaryPictures
{
    /// <summary>
    /// At least one picture in each format that is decoded, one listed by its digest, and one that is unknown.
    /// </summary>
    IReadOnlyList<CanaryPicture> All { get; }
}

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

/// <summary>How a canary picture is known.</summary>
public enum CanaryKind
{
    /// <summary>By its PDQ hash.</summary>
    Near,

    /// <summary>By its SHA-256.</summary>
    Exact,

    /// <summary>Not at all: it must not match.</summary>
    Unrelated,
}
