using ScanWorker.Adapters.Decoding.Structures.Heif;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>What is odd about pictures that no reader here walks: where browsers are known to show something else than
/// the decoders of these formats.</summary>
internal static class ForeignOddity
{
    private const int IconHeaderBytes = 6;
    private const int IconEntryBytes = 16;
    private const int IconEntriesMax = 64;
    private const int ColourBoxesMax = 64;

    private static ReadOnlySpan<byte> PngName => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    /// <param name="format">Of the content.</param>
    /// <param name="content">All of it.</param>
    /// <param name="deadline">Ends the walk through the pictures of an icon.</param>
    /// <returns>Null where nothing is known to be odd, which is not to say that all is plain.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="deadline"/> was reached.</exception>
    public static Oddity? Of(
        ImageFormat format, ReadOnlyMemory<byte> content, CancellationToken deadline) => format switch
        {
            ImageFormat.Ico => HasPlainEntries(content, deadline) ? null : Oddity.IconEntries,
            ImageFormat.Avif or ImageFormat.Heif => !HasPlainColours(content.Span) ? Oddity.ContestedColours
                : IsSequence(content.Span) ? Oddity.ImageSequence
                : HasBrand(content.Span, "avif"u8) && !PlainItems.Are(content.Span) ? Oddity.ImageItems
                : null,
            _ => null,
        };

    // A few, each as large as the directory says, and one the largest: then nobody can choose another.
    private static bool HasPlainEntries(ReadOnlyMemory<byte> content, CancellationToken deadline)
    {
        var directory = content.Span;
        var count = directory.Length < IconHeaderBytes ? 0 : ReadUInt16LittleEndian(directory[4..]);
        if (count > IconEntriesMax || directory.Length < IconHeaderBytes + (count * IconEntryBytes))
        {
            return false;
        }

        var (largest, isAlone) = (0, false);
        for (var i = 0; i < count; i++)
        {
            var entry = directory.Slice(IconHeaderBytes + (i * IconEntryBytes), IconEntryBytes);
            var (bytes, from) = (ReadUInt32LittleEndian(entry[8..]), ReadUInt32LittleEndian(entry[12..]));
            if (from > content.Length || bytes > content.Length - from)
            {
                return false;
            }

            var picture = content.Slice((int)from, (int)bytes);
            var (width, height) = SizeOf(picture.Span);
            if (!IsAsDeclared(width, entry[0]) || !IsAsDeclared(height, entry[1])
                || PngOddity(picture, deadline) == Oddity.ContestedColours)
            {
                return false;
            }

            isAlone = width * height > largest || (isAlone && width * height < largest);
            largest = Math.Max(largest, width * height);
        }

        return isAlone;
    }

    private static bool IsAsDeclared(int size, byte declared) =>
        declared == 0 ? size is >= 256 and <= 10_000 : size == declared;

    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> picture) => picture.Length < 40 ? default
        : picture.StartsWith(PngName)
            ? (ReadInt32BigEndian(picture[16..]), ReadInt32BigEndian(picture[20..]))
        : (ReadInt32LittleEndian(picture[4..]), ReadInt32LittleEndian(picture[8..]) / 2);

    private static Oddity? PngOddity(ReadOnlyMemory<byte> picture, CancellationToken deadline) =>
        picture.Span.StartsWith(PngName)
        && PictureStructure.Read(ImageFormat.Png, picture, framesMax: 0, deadline)
            .TryGet(out var structure)
            ? structure.Oddity
            : null;

    // Boxes of colour, a few, wherever they lie: the name is followed by the kind.
    private static bool HasPlainColours(ReadOnlySpan<byte> content)
    {
        var boxes = 0;
        for (var rest = content; rest.IndexOf("colr"u8) is >= 4 and var at; rest = rest[(at + 4)..])
        {
            if (++boxes > ColourBoxesMax)
            {
                return false;
            }

            var length = ReadUInt32BigEndian(rest[(at - 4)..]);
            var box = rest[(at + 4)..];
            if ((box.StartsWith("nclx"u8) && !HasPlainCodes(box[4..]))
                || ((box.StartsWith("prof"u8) || box.StartsWith("rICC"u8))
                    && (length < 12 || length - 12 > box.Length - 4
                        || !ColourProfile.IsPlain(box.Slice(4, (int)length - 12)))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasPlainCodes(ReadOnlySpan<byte> codes) =>
        codes.Length >= 6
        && ColourProfile.ArePlainCodes(ReadUInt16BigEndian(codes), ReadUInt16BigEndian(codes[2..]));

    // A brand of AVIF anywhere among its brands is enough for browsers; then they show the track, if there is one, and
    // not the primary picture. Of HEIF without such a brand they show nothing.
    private static bool IsSequence(ReadOnlySpan<byte> content) =>
        HasBrand(content, "avis"u8)
        || (HasBrand(content, "avif"u8) && content.IndexOf("moov"u8) >= 0 && content.IndexOf("trak"u8) >= 0);

    private static bool HasBrand(ReadOnlySpan<byte> content, ReadOnlySpan<byte> brand)
    {
        var end = content.Length < 16 ? 0 : (int)Math.Min(content.Length, ReadUInt32BigEndian(content));
        for (var at = 8; at + 4 <= end; at += 4)
        {
            if (content.Slice(at, 4).SequenceEqual(brand))
            {
                return true;
            }
        }

        return false;
    }
}
