using System.Diagnostics.CodeAnalysis;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Png;

/// <summary>One frame of a PNG while its chunks are read: place and manner from <c>fcTL</c>, pixels from <c>IDAT</c>
/// or <c>fdAT</c>.</summary>
internal sealed class PngFrame
{
    /// <summary>Shorter pieces are put together: a file may have millions.</summary>
    private const int PieceBytesMin = 4 << 10;

    private readonly List<ReadOnlyMemory<byte>> _data = [];
    private byte[] _gathered = [];
    private int _gatheredBytes;

    public int Width { get; private init; }

    public int Height { get; private init; }

    public int X { get; private init; }

    public int Y { get; private init; }

    public FrameDisposal Disposal { get; private init; }

    public bool Blends { get; private init; }

    public bool HasPixels { get; private set; }

    /// <summary>The coded pixels, once all were added and <see cref="Close"/> was called.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Data => _data;

    /// <summary>A picture outside the animation, which begins on an empty canvas.</summary>
    public static PngFrame Whole(int width, int height) =>
        new() { Width = width, Height = height, Disposal = FrameDisposal.Clear };

    public static bool TryRead(
        ReadOnlySpan<byte> control, int canvasWidth, int canvasHeight, [NotNullWhen(true)] out PngFrame? frame)
    {
        var (width, height) = (ReadInt32BigEndian(control[4..]), ReadInt32BigEndian(control[8..]));
        var (x, y) = (ReadInt32BigEndian(control[12..]), ReadInt32BigEndian(control[16..]));
        var isInside = width > 0 && height > 0 && x >= 0 && y >= 0
            && width <= canvasWidth - x && height <= canvasHeight - y;
        frame = !isInside ? null : new PngFrame
        {
            Width = width,
            Height = height,
            X = x,
            Y = y,
            Disposal = control[24] switch
            {
                1 => FrameDisposal.Clear,
                2 => FrameDisposal.Restore,
                _ => FrameDisposal.Keep,
            },
            Blends = control[25] == 1,
        };
        return isInside;
    }

    public void Add(ReadOnlyMemory<byte> pixels, bool keep)
    {
        HasPixels = true;
        if (!keep || pixels.IsEmpty)
        {
            return;
        }

        if (pixels.Length < PieceBytesMin)
        {
            Gather(pixels);
            return;
        }

        Close();
        _data.Add(pixels);
    }

    /// <summary>Ends what was gathered.</summary>
    public void Close()
    {
        if (_gatheredBytes > 0)
        {
            _data.Add(_gathered.AsMemory(0, _gatheredBytes));
            (_gathered, _gatheredBytes) = ([], 0);
        }
    }

    public FramePieces ToPieces(ReadOnlyMemory<byte> header, List<ReadOnlyMemory<byte>> colours)
    {
        var ownHeader = header.ToArray();
        WriteInt32BigEndian(ownHeader, Width);
        WriteInt32BigEndian(ownHeader.AsSpan(4), Height);
        List<ReadOnlyMemory<byte>> pieces = [PngChunk.Signature, .. PngChunk.Pieces("IHDR"u8, ownHeader), .. colours];
        List<ReadOnlyMemory<byte>> chunk = [];
        var chunkBytes = 0;
        foreach (var data in _data)
        {
            for (var from = 0; from < data.Length;)
            {
                var part = data.Slice(from, Math.Min(PngChunk.DataBytesMax - chunkBytes, data.Length - from));
                chunk.Add(part);
                (from, chunkBytes) = (from + part.Length, chunkBytes + part.Length);
                if (chunkBytes == PngChunk.DataBytesMax)
                {
                    pieces.AddRange(PngChunk.Pieces("IDAT"u8, chunk));
                    (chunk, chunkBytes) = ([], 0);
                }
            }
        }

        pieces.AddRange(PngChunk.Pieces("IDAT"u8, chunk));
        pieces.Add(PngChunk.End);
        return new FramePieces(pieces, X, Y, Width, Height, Disposal, Blends);
    }

    private void Gather(ReadOnlyMemory<byte> pixels)
    {
        if (_gatheredBytes + pixels.Length > _gathered.Length)
        {
            Close();
            _gathered = new byte[PieceBytesMin];
        }

        pixels.CopyTo(_gathered.AsMemory(_gatheredBytes));
        _gatheredBytes += pixels.Length;
    }
}
