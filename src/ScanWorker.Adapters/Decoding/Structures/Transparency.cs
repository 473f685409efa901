using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>Whether a still picture says that it has transparent pixels; then it takes four bytes a pixel.</summary>
internal static class Transparency
{
    /// <param name="format">Of the frame.</param>
    /// <param name="frame">A complete file.</param>
    public static bool MayBeIn(ImageFormat format, FramePieces frame) => format switch
    {
        ImageFormat.Png => IsInPng(frame),
        ImageFormat.Webp => IsInWebp(frame),
        ImageFormat.Gif => frame.Pieces.Any(piece =>
            piece.Span is [0x21, 0xF9, 4, var flags, ..] && (flags & 1) != 0),
        ImageFormat.Bmp => frame.Pieces[0].Length > 30 && ReadUInt16LittleEndian(frame.Pieces[0].Span[28..]) == 32,
        _ => false,
    };

    // Colour types 4 and 6 carry opacity; the others may have a tRNS chunk.
    private static bool IsInPng(FramePieces frame)
    {
        var header = frame.Pieces.FirstOrDefault(piece => piece.Length == 13);
        return header.Length == 0 || (header.Span[9] & 4) != 0
            || frame.Pieces.Any(piece => piece.Length == 8 && piece.Span.EndsWith("tRNS"u8));
    }

    private static bool IsInWebp(FramePieces frame) => frame.Pieces.Any(piece =>
        (piece.Length == 8 && piece.Span.StartsWith("ALPH"u8))
        || (piece.Length > 5 && piece.Span[0] == 0x2F && (ReadUInt32LittleEndian(piece.Span[1..]) & (1 << 28)) != 0));
}
