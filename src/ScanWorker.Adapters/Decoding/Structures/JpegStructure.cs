using System.Diagnostics.CodeAnalysis;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>JPEG (ITU-T T.81): markers, their segments, and entropy-coded data up to the end-of-image marker.</summary>
internal sealed class JpegStructure
{
    private const int PiecesMax = 4096;
    private const int BytesPerPixel = 3;
    private const int BytesPerCoefficient = 2;
    private const long WorkBytes = 256 << 10;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private int _keptFrom;
    private int _scans;
    private Frame? _frame;

    private JpegStructure(ReadOnlyMemory<byte> content) => _content = content;

    public static Outcome<PictureStructure> Read(ReadOnlyMemory<byte> content) => new JpegStructure(content).Walk();

    private Outcome<PictureStructure> Walk()
    {
        var bytes = _content.Span;
        var position = 2;
        while (NextMarker(bytes, ref position) is { } marker)
        {
            if (marker == 0xD9)
            {
                return Finish(position);
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue;
            }

            if (position + 2 > bytes.Length)
            {
                return Damage.Truncated;
            }

            var length = ReadUInt16BigEndian(bytes[position..]);
            if (position + length > bytes.Length)
            {
                return Damage.Truncated;
            }

            if (length < 2 || _pieces.Count > PiecesMax)
            {
                return Damage.Malformed;
            }

            var segment = bytes.Slice(position + 2, length - 2);
            if (Refuse(marker, segment) is { } reason)
            {
                return reason;
            }

            if (!MakesPixels(marker, segment))
            {
                LeaveOut(position - 2, position + length);
            }

            position += length;
            if (marker == 0xDA)
            {
                _scans++;
                position = EndOfScan(bytes, position);
            }
        }

        return Damage.Truncated;
    }

    /// <summary>Moves past the next marker. Bytes before it that belong to nothing are tolerated, as every viewer
    /// does.</summary>
    private static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (bytes[position..].IndexOf((byte)0xFF) is var skipped and >= 0)
        {
            position += skipped + 1;
            if (position < bytes.Length && bytes[position] is not 0 and not 0xFF)
            {
                return bytes[position++];
            }
        }

        return null;
    }

    /// <summary>Where the next marker begins that is not a restart marker; FF 00 stands for the byte FF.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> bytes, int position)
    {
        while (bytes[position..].IndexOf((byte)0xFF) is var skipped and >= 0)
        {
            position += skipped;
            if (position + 1 < bytes.Length && bytes[position + 1] is not 0 and not (>= 0xD0 and <= 0xD7))
            {
                return position;
            }

            position++;
        }

        return bytes.Length;
    }

    private static bool MakesPixels(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        0xE0 => segment.StartsWith("JFIF\0"u8),
        0xEE => segment.StartsWith("Adobe"u8),
        >= 0xE1 and <= 0xEF or >= 0xF0 => false,
        _ => true,
    };

    private UnscannableReason? Refuse(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2:
                if (_frame is not null || !Frame.TryRead(marker, segment, out _frame))
                {
                    return Damage.Malformed;
                }

                return _frame.Height == 0 ? Variant("jpeg-without-height") : null;
            case 0xC3 or 0xC7 or 0xCB or 0xCF:
                return Variant("jpeg-lossless");
            case 0xC5 or 0xC6:
                return Variant("jpeg-hierarchical");
            case 0xC9 or 0xCA or 0xCC or 0xCD or 0xCE:
                return Variant("jpeg-arithmetic");
            case 0xDA when _frame is null:
                return Damage.Malformed;
            default:
                return null;
        }
    }

    private static UnscannableReason Variant(string name) => new(UnscannableCode.UnsupportedFormat, name);

    private void LeaveOut(int from, int to)
    {
        _pieces.Add(_content[_keptFrom..from]);
        _keptFrom = to;
    }

    private Outcome<PictureStructure> Finish(int end)
    {
        if (_frame is not { } frame || _scans == 0)
        {
            return Damage.Malformed;
        }

        _pieces.Add(_content[_keptFrom..end]);
        var pixels = (long)frame.Width * frame.Height;

        // Several scans: all coefficients wait for the last one. Else only those of one row of blocks exist at a time.
        var coefficients = frame.IsProgressive || _scans > 1 ? frame.Coefficients * BytesPerCoefficient : 0;
        var rows = frame.RowBytes;
        return new PictureStructure(
            frame.Width, frame.Height, 1, (pixels * BytesPerPixel) + coefficients + rows + WorkBytes,
            [new FramePieces(_pieces, 0, 0, frame.Width, frame.Height)]);
    }

    private sealed record Frame(int Width, int Height, bool IsProgressive, long Coefficients, long RowBytes)
    {
        public static bool TryRead(byte marker, ReadOnlySpan<byte> segment, [NotNullWhen(true)] out Frame? frame)
        {
            frame = null;
            if (segment.Length < 6 || segment.Length < 6 + (3 * segment[5]) || segment[5] == 0)
            {
                return false;
            }

            var (height, width) = (ReadUInt16BigEndian(segment[1..]), ReadUInt16BigEndian(segment[3..]));
            var factors = segment.Slice(6, 3 * segment[5]);
            var (across, down) = (1, 1);
            for (var i = 1; i < factors.Length; i += 3)
            {
                (across, down) = (Math.Max(across, factors[i] >> 4), Math.Max(down, factors[i] & 0xF));
            }

            var (mcusAcross, mcusDown) = (Ceiling(width, 8 * across), Ceiling(height, 8 * down));
            var (coefficients, rowBytes) = (0L, 0L);
            for (var i = 1; i < factors.Length; i += 3)
            {
                long blocks = (factors[i] >> 4) * (factors[i] & 0xF);
                coefficients += mcusAcross * mcusDown * blocks * 64;

                // One row of units: coefficients, and as many floats as the largest component has.
                rowBytes += mcusAcross * ((blocks * 64 * BytesPerCoefficient) + (across * down * 64 * sizeof(float)));
            }

            frame = new Frame(width, height, marker == 0xC2, coefficients, rowBytes);
            return width > 0;
        }

        private static long Ceiling(long dividend, long divisor) => (dividend + divisor - 1) / divisor;
    }
}
