namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>One frame as a still picture of its format, and where it goes.</summary>
/// <param name="Pieces">Together a complete file; most are slices of the content.</param>
/// <param name="X">Its left edge on the canvas. A frame may reach beyond the canvas; that part is not shown.</param>
/// <param name="Y">Its top edge on the canvas.</param>
/// <param name="Width">In pixels; the decoder must find the same.</param>
/// <param name="Height">In pixels; the decoder must find the same.</param>
/// <param name="Disposal">What becomes of its place before the next frame is drawn.</param>
/// <param name="Blends">Its transparent pixels leave what is below; else they replace it.</param>
internal sealed record FramePieces(
    IReadOnlyList<ReadOnlyMemory<byte>> Pieces, int X, int Y, int Width, int Height,
    FrameDisposal Disposal = FrameDisposal.Keep, bool Blends = false)
{
    /// <summary>How long it is shown, in milliseconds; 0 where nothing is known of that.</summary>
    public int DurationMs { get; init; }

    public bool Covers(int width, int height) => X == 0 && Y == 0 && Width == width && Height == height;
}
