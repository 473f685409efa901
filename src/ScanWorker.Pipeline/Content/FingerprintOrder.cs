namespace ScanWorker.Pipeline.Content;

/// <summary>What is wanted of one content, and within which limits.</summary>
public sealed record FingerprintOrder
{
    /// <summary>All eight transforms of each frame, not the upright one alone.</summary>
    public required bool Dihedral { get; init; }

    /// <summary>How many frames are looked at, at least 1; with more there is
    /// <see cref="UnscannableCode.TooManyFrames"/> beside their hashes.</summary>
    public required int FramesMax { get; init; }

    /// <summary>Most pixels as the header declares them, and of all frames together.</summary>
    public required int PixelsMax { get; init; }

    /// <summary>Longest side in pixels.</summary>
    public required int SidePixelsMax { get; init; }

    /// <summary>Most memory that decoding may take at once.</summary>
    public required long MemoryBytesMax { get; init; }

    /// <summary>From the first byte to the last hash, the wait for memory left out.</summary>
    public required TimeSpan Deadline { get; init; }
}
