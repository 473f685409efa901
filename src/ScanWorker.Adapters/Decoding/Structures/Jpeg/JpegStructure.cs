using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>JPEG (ITU-T T.81): markers, their segments, and entropy-coded data up to the end-of-image marker.</summary>
internal sealed class JpegStructure
{
    private const int PiecesMax = 4096;
    private const int SegmentsMax = 65_536;
    private const int BytesPerPixel = 3;
    private const int BytesPerCoefficient = 2;
    private const long WorkBytes = 256 << 10;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly bool _walksPixels;
    private readonly CancellationToken _deadline;
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly JpegTables _tables = new();
    private readonly JpegColours _colours = new();
    private int _position = 2;
    private int _keptFrom;
    private int _segments;
    private int _scanCount;
    private bool _tablesWait;
    private int _interval;
    private JpegFrame? _frame;
    private JpegScans? _scans;
    private JpegBlocks? _blocks;
    private Oddity? _oddity;

    private JpegStructure(ReadOnlyMemory<byte> content, bool walksPixels, CancellationToken deadline) =>
        (_content, _walksPixels, _deadline) = (content, walksPixels, deadline);

    // All that can be seen is there, as far as was looked.
    private bool IsWhole => _scans is { IsComplete: true } && _oddity is not Oddity.PixelData;

    /// <summary>Walks the first picture of a content.</summary>
    /// <returns>Its structure, and where it ends.</returns>
    public static (Outcome<PictureStructure> Structure, int End) Read(
        ReadOnlyMemory<byte> content, bool walksPixels, CancellationToken deadline)
    {
        var reader = new JpegStructure(content, walksPixels, deadline);
        return (reader.Walk(), reader._position);
    }

    private Outcome<PictureStructure> Walk()
    {
        var bytes = _content.Span;
        while (NextMarker(bytes) is { } marker)
        {
            if (marker == 0xD9)
            {
                return Finish(null);
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                Note(marker == 0xD8 ? Oddity.PartOrder : Oddity.StrayBytes);
                LeaveOut(_position - 2, _position);
                continue;
            }

            var length = _position + 2 > bytes.Length ? int.MaxValue : ReadUInt16BigEndian(bytes[_position..]);
            if (length > bytes.Length - _position)
            {
                return Finish(Damage.Truncated);
            }

            if (length < 2)
            {
                return Finish(Damage.Malformed);
            }

            if (Take(marker, _content.Slice(_position + 2, length - 2)) is { } reason)
            {
                return reason;
            }

            _position += length;
            if (marker == 0xDA)
            {
                TakeScan(bytes, bytes.Slice(_position - length + 2, length - 2));
            }
        }

        return Finish(IsWhole ? null : Damage.Truncated, Oddity.MissingEnd);
    }

    /// <summary>Moves past the next marker. Bytes before it that belong to nothing are odd, and not handed on; bytes
    /// FF that fill are allowed.</summary>
    private byte? NextMarker(ReadOnlySpan<byte> bytes)
    {
        var start = _position;
        while (bytes[_position..].IndexOf((byte)0xFF) is var skipped and >= 0)
        {
            if (skipped > 0)
            {
                Note(Oddity.StrayBytes);
            }

            _position += skipped + 1;
            if (_position < bytes.Length && bytes[_position] == 0)
            {
                Note(Oddity.StrayBytes);
            }
            else if (_position < bytes.Length && bytes[_position] != 0xFF)
            {
                LeaveOut(start, _position - 1);
                return bytes[_position++];
            }
        }

        _position = bytes.Length;
        return null;
    }

    private UnscannableReason? Take(byte marker, ReadOnlyMemory<byte> segment)
    {
        if (++_segments > SegmentsMax)
        {
            Note(Oddity.TooManyParts);
        }

        var isKept = true;
        switch (marker)
        {
            case 0xDB:
                Note(_scanCount > 0 ? Oddity.TablesAfterScan : _tables.TakeQuantisation(segment.Span));
                break;
            case 0xC4:
                Note(_tables.TakeHuffman(segment.Span));
                _tablesWait = true;
                break;
            case 0xDD:
                Note(segment.Length == 2 ? null : Oddity.PartShape);
                _interval = segment.Length < 2 ? 0 : ReadUInt16BigEndian(segment.Span);
                break;
            case >= 0xE0 and <= 0xEF:
                isKept = _colours.Take(marker, segment, isEarly: _frame is null);
                break;
            case 0xFE:
                isKept = false;
                break;
            case 0xDA:
                return _frame is null ? Damage.Malformed : null;
            default:
                return TakeFrame(marker, segment.Span);
        }

        if (!isKept)
        {
            LeaveOut(_position - 2, _position + 2 + segment.Length);
        }

        return null;
    }

    private UnscannableReason? TakeFrame(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2 when _frame is not null:
                Note(Oddity.RepeatedPart);
                return null;
            case 0xC0 or 0xC1 or 0xC2:
                if (!JpegFrame.TryRead(marker, segment, out _frame))
                {
                    return Damage.Malformed;
                }

                Note(segment.Length == 6 + (3 * _frame.Components.Length) ? _frame.Oddity : Oddity.PartShape);
                _scans = new JpegScans(_frame, _tables);
                return _frame.Height == 0 ? Variant("jpeg-without-height")
                    : _frame.Precision != 8 ? Variant("jpeg-12-bit")
                    : null;
            case 0xC3 or 0xC7 or 0xCB or 0xCF:
                return Variant("jpeg-lossless");
            case 0xC5 or 0xC6:
                return Variant("jpeg-hierarchical");
            case 0xC9 or 0xCA or 0xCC or 0xCD or 0xCE:
                return Variant("jpeg-arithmetic");
            default:
                Note(Oddity.PartOrder);
                return null;
        }
    }

    private static UnscannableReason Variant(string name) => new(UnscannableCode.UnsupportedFormat, name);

    private void TakeScan(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> header)
    {
        (_scanCount, _tablesWait) = (_scanCount + 1, false);
        JpegScan? scan = null;
        if (_scans is { } scans)
        {
            (scan, var oddity) = scans.Take(header);
            Note(oddity);
        }

        var (start, restarts, expected) = (_position, 0, 0);
        JpegEntropy walk = default;
        if (scan is not null)
        {
            _blocks ??= _walksPixels && _oddity is null ? JpegBlocks.For(scan.Frame) : null;
            walk = new JpegEntropy(scan, _blocks, _interval, _deadline);
            expected = _interval == 0 ? 0 : (scan.Units - 1) / _interval;
        }

        while (NextRestart(bytes) is { } number)
        {
            Note(number == (restarts++ & 7) ? null : Oddity.RestartMarkers);
            WalkInterval(ref walk, bytes[start..(_position - 2)]);
            start = _position;
        }

        Note(restarts == expected ? null : Oddity.RestartMarkers);
        WalkInterval(ref walk, bytes[start.._position]);
    }

    /// <summary>Moves past the next restart marker of a scan, or to the scan's end; FF 00 stands for the byte
    /// FF.</summary>
    private int? NextRestart(ReadOnlySpan<byte> bytes)
    {
        while (bytes[_position..].IndexOf((byte)0xFF) is var skipped and >= 0)
        {
            _position += skipped;
            var next = _position + 1 < bytes.Length ? bytes[_position + 1] : (byte)0;
            if (next is >= 0xD0 and <= 0xD7)
            {
                _position += 2;
                return next - 0xD0;
            }

            if (next != 0)
            {
                return null;
            }

            _position = Math.Min(_position + 2, bytes.Length);
        }

        _position = bytes.Length;
        return null;
    }

    private void WalkInterval(ref JpegEntropy walk, ReadOnlySpan<byte> data)
    {
        if (_walksPixels && _oddity is null && !walk.Take(data))
        {
            Note(Oddity.PixelData);
        }
    }

    private void Note(Oddity? oddity) => _oddity = _oddity.And(oddity);

    private void LeaveOut(int from, int to)
    {
        if (from == to)
        {
            return;
        }

        if (from > _keptFrom && _pieces.Count < PiecesMax)
        {
            _pieces.Add(_content[_keptFrom..from]);
        }
        else if (from > _keptFrom)
        {
            Note(Oddity.TooManyParts);
        }

        _keptFrom = to;
    }

    private Outcome<PictureStructure> Finish(UnscannableReason? damage, Oddity? oddity = null)
    {
        if (_frame is not { } frame)
        {
            return damage ?? Damage.Malformed;
        }

        damage ??= _scanCount == 0 ? Damage.Malformed : null;
        Note(_tablesWait ? Oddity.PartOrder : oddity ?? (_scans is { IsComplete: true } ? null : Oddity.Scans));
        Note(_colours.OddityOf(frame));
        _pieces.Add(_content[_keptFrom.._position]);
        var pixels = (long)frame.Width * frame.Height;

        // Several scans: all coefficients wait for the last one. Else those of one row of blocks exist at a time.
        var coefficients = frame.IsProgressive || _scanCount > 1 ? frame.Coefficients * BytesPerCoefficient : 0;
        var blocks = frame.IsProgressive ? frame.Coefficients / 64 * JpegBlocks.BytesPerBlock : 0;
        var memory = (pixels * BytesPerPixel) + coefficients + blocks + frame.RowBytes + WorkBytes;
        return new PictureStructure(
            frame.Width, frame.Height, 1, memory, [new FramePieces(_pieces, 0, 0, frame.Width, frame.Height)])
        {
            Oddity = _oddity,
            Damage = damage,
        };
    }
}
