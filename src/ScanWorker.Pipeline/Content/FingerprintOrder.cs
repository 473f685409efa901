namespace ScanWorker.Pipeline.Content;

/// <summary>What is wanted of one content, and within which limits.</summary>
public sealed record FingerprintOrder
{
    /// <summary>For small pictures of our own, with which decoders are warmed up and proved.</summary>
    public static FingerprintOrder ForOwnPictures { get; } = new()
    {
        Transforms = FrameTransforms.Turned,
        FramesMax = 1,
        PixelsMax = 1 << 20,
        SidePixelsMax = 1 << 10,
        MemoryBytesMax = 64 << 20,
        Deadline = TimeSpan.FromMinutes(1),
    };

    /// <summary>Which hashes of each frame.</summary>
    public required FrameTransforms Transforms { get; init; }

    /// <summary>Parts of each frame, beside all of it.</summary>
    public CropQueries Crops { get; init; }

    /// <summary>How many frames are looked at, at least 1; with more there is
    /// <see cref="UnscannableCode.TooManyFrames"/> beside their hashes.</summary>
    public required int FramesMax { get; init; }

    /// <summary>Of an animation with more frames whose frames we take apart ourselves: how many are looked at in all,
    /// those beyond the first by what differs and by time; 0 for none beyond.</summary>
    public int SampledFramesMax { get; init; }

    /// <summary>No more frames than that are looked at, whichever they are.</summary>
    public int LookedAtMax => Math.Max(FramesMax, SampledFramesMax);

    /// <summary>Most pixels as the header declares them, and of all frames together.</summary>
    public required int PixelsMax { get; init; }

    /// <summary>Longest side in pixels.</summary>
    public required int SidePixelsMax { get; init; }

    /// <summary>Most memory that decoding may take at once.</summary>
    public required long MemoryBytesMax { get; init; }

    /// <summary>From the first byte to the last hash, the wait for memory left out.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>The name of a decoder that is asked before the others where it is one of those that may show the
    /// picture; null: in the usual order.</summary>
    public string? Decoder { get; init; }
}

/// <summary>Which hashes of a frame are wanted.</summary>
public enum FrameTransforms
{
    /// <summary>As it is.</summary>
    Upright,

    /// <summary>As it is and turned in seven ways: what the picture would have if it really were so turned.</summary>
    Turned,

    /// <summary>All eight as PDQ's reference derives them from the upright picture, to be compared with it. They are up
    /// to half of all bits away from those of a picture that really is turned.</summary>
    Reference,
}

/// <summary>Which parts of a frame are hashed beside all of it, and beside what is within a border.</summary>
[Flags]
public enum CropQueries
{
    None = 0,

    /// <summary>The middle 90 % of its width and height.</summary>
    Centre90 = 1,

    /// <summary>The middle 80 % of its width and height.</summary>
    Centre80 = 2,

    /// <summary>Left, right, upper and lower half.</summary>
    Halves = 4,

    /// <summary>The cells of a grid, found by its straight seams.</summary>
    Cells = 8,

    All = Centre90 | Centre80 | Halves | Cells,
}
