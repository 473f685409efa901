namespace ScanWorker.Adapters.Decoding.Structures.Heif;

/// <summary>What AV1 data holds, by its open bitstream units; source: AV1 Bitstream &amp; Decoding Process
/// Specification, 5.3 to 5.9.</summary>
internal static class Av1Pictures
{
    private const int SequenceHeader = 1;
    private const int TemporalDelimiter = 2;
    private const int FrameHeader = 3;
    private const int TileGroup = 4;
    private const int Metadata = 5;
    private const int Frame = 6;
    private const int Padding = 15;

    /// <returns>Whether the data is one sequence header and one frame: of more than one, of layers and of frames that
    /// are only kept for later, decoders show different ones.</returns>
    public static bool IsOne(ReadOnlySpan<byte> data)
    {
        var (headers, frames) = (0, 0);
        var reader = new BoxReader(data);
        while (!reader.IsAtEnd)
        {
            var header = reader.UInt8();
            if ((header & 0x81) != 0 || ((header & 4) != 0 && reader.UInt8() != 0))
            {
                return false;
            }

            if ((header & 2) == 0 && (header >> 3) is not (Frame or TileGroup))
            {
                return false;
            }

            _ = reader.Bytes((header & 2) != 0 ? Length(ref reader) : reader.Left);
            switch (header >> 3)
            {
                case SequenceHeader:
                    headers++;
                    break;
                case Frame or FrameHeader:
                    frames++;
                    break;
                case TemporalDelimiter or TileGroup or Metadata or Padding:
                    break;
                default:
                    return false;
            }

            if (reader.IsBroken)
            {
                return false;
            }
        }

        return headers == 1 && frames == 1;
    }

    // Seven bits a byte, the lowest first; four of them reach further than any content here.
    private static int Length(ref BoxReader reader)
    {
        var length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            var digit = reader.UInt8();
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80)
            {
                return length;
            }
        }

        return int.MaxValue;
    }
}
