using System.IO.Compression;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Png;

/// <summary>The colours of a PNG: palette and transparency, one of each, and what its chunks say of its colour
/// space.</summary>
internal sealed class PngColours
{
    private const int ColourBytes = 3;
    private const int ProfileBytesMax = 4 << 20;

    // Thousandths of a hundred: what sRGB's 45,455 and its like say. Between gamma 1.4 and 2.8.
    private const uint GammaMin = 35_714;
    private const uint GammaMax = 71_429;

    private static ReadOnlySpan<byte> CodesOfSrgb => [1, 13, 0, 1];

    private bool _hasTransparency;

    /// <summary>The chunks that the decoder is to see.</summary>
    public List<ReadOnlyMemory<byte>> Chunks { get; } = [];

    /// <summary>Colours of the palette.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a palette or transparency.</summary>
    /// <returns>What is odd about it; then it is not handed on.</returns>
    public Oddity? Take(PngHeader header, ReadOnlySpan<byte> type, ReadOnlyMemory<byte> data)
    {
        var isPalette = type.SequenceEqual("PLTE"u8);
        if (isPalette ? Count > 0 : _hasTransparency)
        {
            return Oddity.RepeatedPart;
        }

        if (isPalette && _hasTransparency)
        {
            return Oddity.PartOrder;
        }

        if (isPalette ? !IsPlainPalette(header, data.Length) : !IsPlainTransparency(header, data.Length))
        {
            return Oddity.PartShape;
        }

        (Count, _hasTransparency) = isPalette ? (data.Length / ColourBytes, false) : (Count, true);
        Chunks.AddRange(PngChunk.Pieces(type, data));
        return null;
    }

    /// <summary>Looks at a chunk that may say something of the colour space.</summary>
    /// <remarks>Of a gamma decoders and browsers think alike. Of the rest they do not: which chunk goes before which,
    /// what becomes of one that is broken or in the wrong place, of primaries without a gamma, and of the profile of
    /// another kind of colours.</remarks>
    public static Oddity? OddityOf(ReadOnlySpan<byte> type, ReadOnlyMemory<byte> data) =>
        type.SequenceEqual("gAMA"u8) && !IsPlainGamma(data.Span) ? Oddity.ColourProfile
        : (type.SequenceEqual("cHRM"u8) && !ArePlainPrimaries(data.Span))
            || (type.SequenceEqual("cICP"u8) && !data.Span.SequenceEqual(CodesOfSrgb))
            || (type.SequenceEqual("iCCP"u8) && !IsPlainProfile(data))
                ? Oddity.ContestedColours
        : null;

    private static bool IsPlainPalette(PngHeader header, int bytes) =>
        bytes > 0 && bytes % ColourBytes == 0 && bytes <= 256 * ColourBytes && header.Kind is 2 or 3 or 6
        && (header.Kind != PngHeader.PaletteKind || bytes <= (1 << header.Bits) * ColourBytes);

    private bool IsPlainTransparency(PngHeader header, int bytes) => header.Kind switch
    {
        0 => bytes == 2,
        2 => bytes == 6,
        PngHeader.PaletteKind => bytes >= 1 && bytes <= Count,
        _ => false,
    };

    private static bool IsPlainGamma(ReadOnlySpan<byte> data) =>
        data.Length == 4 && ReadUInt32BigEndian(data) is >= GammaMin and <= GammaMax;

    private static bool ArePlainPrimaries(ReadOnlySpan<byte> data)
    {
        if (data.Length != 32)
        {
            return false;
        }

        // White, red, green and blue, x and y each: from sRGB to Rec. 2020 and ProPhoto.
        ReadOnlySpan<(int From, int To)> ranges =
        [
            (28_000, 36_000), (30_000, 38_000), (58_000, 75_000), (24_000, 37_000),
            (14_000, 36_000), (54_000, 86_000), (2_000, 19_000), (0, 11_000),
        ];
        for (var i = 0; i < ranges.Length; i++)
        {
            var value = ReadUInt32BigEndian(data[(4 * i)..]);
            if (value < ranges[i].From || value > ranges[i].To)
            {
                return false;
            }
        }

        return true;
    }

    // A name, a zero, the method of packing (0), and the packed profile.
    private static bool IsPlainProfile(ReadOnlyMemory<byte> data)
    {
        var nameEnd = data.Span.IndexOf((byte)0);
        if (nameEnd is < 1 or > 79 || nameEnd + 2 >= data.Length || data.Span[nameEnd + 1] != 0)
        {
            return false;
        }

        try
        {
            using var packed = new SplicedStream([data[(nameEnd + 2)..]], CancellationToken.None);
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            Span<byte> length = stackalloc byte[4];
            if (unpacked.ReadAtLeast(length, 4, throwOnEndOfStream: false) < 4
                || ReadUInt32BigEndian(length) is not (> 4 and <= ProfileBytesMax))
            {
                return false;
            }

            var profile = new byte[ReadInt32BigEndian(length)];
            length.CopyTo(profile);
            return unpacked.ReadAtLeast(profile.AsSpan(4), profile.Length - 4, throwOnEndOfStream: false)
                    == profile.Length - 4
                && ColourProfile.IsPlain(profile);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
