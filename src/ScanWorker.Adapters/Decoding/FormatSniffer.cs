using System.Collections.Immutable;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Finds the format of a content by its first bytes. Names and media types are the uploader's word and are
/// not asked.</summary>
internal static class FormatSniffer
{
    private const int TgaHeaderBytes = 18;

    /// <summary>In this order: the first row that fits wins, so the narrow rows stand before the wide ones.</summary>
    public static ImmutableArray<FormatSignature> Known { get; } =
    [
        FormatSignature.Decoded(ImageFormat.Jpeg, [0xFF, 0xD8, 0xFF]),
        FormatSignature.Decoded(ImageFormat.Png, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
        FormatSignature.Decoded(ImageFormat.Gif, "GIF87a"u8),
        FormatSignature.Decoded(ImageFormat.Gif, "GIF89a"u8),
        FormatSignature.Decoded(ImageFormat.Webp, "RIFF"u8, "WEBP"u8, 8),
        FormatSignature.Decoded(ImageFormat.Bmp, "BM"u8) with { Accepts = IsBmp },

        FormatSignature.Foreign("tiff", ImageFormat.Tiff, "II*\0"u8),
        FormatSignature.Foreign("tiff", ImageFormat.Tiff, "MM\0*"u8),
        FormatSignature.Refused("big-tiff", "II+\0"u8),
        FormatSignature.Refused("big-tiff", "MM\0+"u8),
        FormatSignature.Foreign("jpeg-xl", ImageFormat.JpegXl, [0xFF, 0x0A]),
        FormatSignature.Foreign("jpeg-xl", ImageFormat.JpegXl, "\0\0\0\u000CJXL \r\n"u8),
        FormatSignature.Foreign("jpeg-2000", ImageFormat.Jpeg2000, "\0\0\0\u000CjP  \r\n"u8),
        FormatSignature.Foreign("jpeg-2000", ImageFormat.Jpeg2000, [0xFF, 0x4F, 0xFF, 0x51]),
        FormatSignature.Refused("jpeg-xr", [(byte)'I', (byte)'I', 0xBC, 0x01]),
        FormatSignature.Refused("psd", "8BPS"u8),
        FormatSignature.Refused("qoi", "qoif"u8),
        FormatSignature.Refused("dds", "DDS "u8),
        FormatSignature.Refused("openexr", [0x76, 0x2F, 0x31, 0x01]),
        FormatSignature.Refused("djvu", "AT&TFORM"u8),
        FormatSignature.Foreign("ico", ImageFormat.Ico, [0, 0, 1, 0]) with { Accepts = IsIcon },
        FormatSignature.Foreign("cur", ImageFormat.Ico, [0, 0, 2, 0]) with { Accepts = IsIcon },
        FormatSignature.Refused("mng", [0x8A, (byte)'M', (byte)'N', (byte)'G']),
        FormatSignature.Refused("jng", [0x8B, (byte)'J', (byte)'N', (byte)'G']),
        FormatSignature.Foreign("avif", ImageFormat.Avif, "ftypavif"u8, 4),
        FormatSignature.Foreign("avif", ImageFormat.Avif, "ftypavis"u8, 4),
        FormatSignature.Foreign("heic", ImageFormat.Heif, "ftyphei"u8, 4),
        FormatSignature.Foreign("heic", ImageFormat.Heif, "ftyphev"u8, 4),
        FormatSignature.Foreign("heif", ImageFormat.Heif, "ftypmif1"u8, 4),
        FormatSignature.Foreign("heif", ImageFormat.Heif, "ftypmsf1"u8, 4),
        FormatSignature.Refused("canon-raw", "ftypcrx "u8, 4),
        FormatSignature.Refused("quicktime", "ftypqt"u8, 4),
        FormatSignature.Refused("mp4", "ftyp"u8, 4),
        FormatSignature.Refused("quicktime", "moov"u8, 4),
        FormatSignature.Refused("matroska", [0x1A, 0x45, 0xDF, 0xA3]),
        FormatSignature.Refused("avi", "RIFF"u8, "AVI "u8, 8),
        FormatSignature.Refused("wav", "RIFF"u8, "WAVE"u8, 8),
        FormatSignature.Refused("flv", "FLV\u0001"u8),
        FormatSignature.Refused("mpeg-ps", [0, 0, 1, 0xBA]),
        FormatSignature.Refused("mpeg-video", [0, 0, 1, 0xB3]),
        FormatSignature.Refused("mpeg-ts", "G"u8) with { Accepts = content => HasSyncBytes(content, 0, 188) },
        FormatSignature.Refused("mpeg-ts", []) with { Accepts = content => HasSyncBytes(content, 4, 192) },
        FormatSignature.Refused("wmv", [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]),
        FormatSignature.Refused("ogg", "OggS"u8),
        FormatSignature.Refused("mp3", "ID3"u8),
        FormatSignature.Refused("flac", "fLaC"u8),
        FormatSignature.Refused("pdf", "%PDF-"u8),
        FormatSignature.Refused("postscript", "%!PS"u8),
        FormatSignature.Refused("rtf", "{\\rtf"u8),
        FormatSignature.Refused("office", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        FormatSignature.Refused("zip", "PK\u0003\u0004"u8),
        FormatSignature.Refused("zip", "PK\u0005\u0006"u8),
        FormatSignature.Refused("rar", "Rar!\u001A\u0007"u8),
        FormatSignature.Refused("seven-zip", [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]),
        FormatSignature.Refused("gzip", [0x1F, 0x8B, 0x08]),
        FormatSignature.Refused("xz", [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]),
        FormatSignature.Refused("bzip2", "BZh"u8),
        FormatSignature.Refused("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
        FormatSignature.Refused("flash", "FWS"u8),
        FormatSignature.Refused("flash", "CWS"u8),
        FormatSignature.Refused("pbm", "P"u8) with { Accepts = IsPbm },
        FormatSignature.Refused("svg", "<svg"u8),
        FormatSignature.Refused("svg", "<"u8) with { Accepts = HasSvgElement },
        FormatSignature.Refused("tga", []) with { Accepts = IsTga },
    ];

    /// <returns>The format; or <see cref="UnscannableCode.UnsupportedFormat"/> with its name if nothing of ours reads
    /// its structure, or <see cref="UnscannableCode.UnknownFormat"/>.</returns>
    public static UnscannableReason? Sniff(ReadOnlySpan<byte> content, out ImageFormat format)
    {
        var found = Find(content);
        format = found?.Format ?? default;
        return content.IsEmpty ? UnscannableCode.Empty
            : found is null ? UnscannableCode.UnknownFormat
            : found.Format is null || found.IsForeign
                ? new UnscannableReason(UnscannableCode.UnsupportedFormat, found.Name)
            : null;
    }

    /// <summary>The format, if it is one that native decoders alone know.</summary>
    public static ImageFormat? ForeignFormat(ReadOnlySpan<byte> content) =>
        Find(content) is { IsForeign: true } found ? found.Format : null;

    private static FormatSignature? Find(ReadOnlySpan<byte> content)
    {
        foreach (var signature in Known)
        {
            if (signature.Fits(content))
            {
                return signature;
            }
        }

        return null;
    }

    private static bool IsBmp(ReadOnlySpan<byte> content) =>
        content.Length >= 18 && BmpStructure.IsHeaderSize(ReadUInt32LittleEndian(content[14..]));

    // A directory of 1 to 255 pictures whose first entry has a zero in its reserved byte.
    private static bool IsIcon(ReadOnlySpan<byte> content) =>
        content.Length >= 22 && content[4] != 0 && content[5] == 0 && content[9] == 0;

    private static bool IsPbm(ReadOnlySpan<byte> content) =>
        content.Length >= 3 && char.IsBetween((char)content[1], '1', '7') && char.IsWhiteSpace((char)content[2]);

    // A transport stream has nothing at its start but its packets, each of which begins with the letter G.
    private static bool HasSyncBytes(ReadOnlySpan<byte> content, int first, int packetBytes)
    {
        const int PacketsMin = 4;
        for (var packet = 0; packet < PacketsMin; packet++)
        {
            var at = first + (packet * packetBytes);
            if (at >= content.Length || content[at] != (byte)'G')
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasSvgElement(ReadOnlySpan<byte> content) =>
        content[..Math.Min(content.Length, 1024)].IndexOf("<svg"u8) >= 0;

    // TGA has no magic bytes at its start: a footer says so in version 2, else a header none of whose bytes
    // contradicts it.
    private static bool IsTga(ReadOnlySpan<byte> content)
    {
        if (content.EndsWith("TRUEVISION-XFILE.\0"u8) || content.Length <= TgaHeaderBytes)
        {
            return content.Length > TgaHeaderBytes;
        }

        var (hasPalette, kind, paletteBits, bits) = (content[1], content[2], content[7], content[16]);
        var hasSize = ReadUInt16LittleEndian(content[12..]) > 0 && ReadUInt16LittleEndian(content[14..]) > 0;
        return hasSize
            && hasPalette <= 1 && kind is 1 or 2 or 3 or 9 or 10 or 11 && hasPalette == (kind is 1 or 9 ? 1 : 0)
            && paletteBits is 0 or 15 or 16 or 24 or 32 && bits is 8 or 15 or 16 or 24 or 32
            && (content[17] & 0xC0) == 0;
    }
}
