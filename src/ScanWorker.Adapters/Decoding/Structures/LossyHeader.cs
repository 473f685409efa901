using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>The header of a lossy WebP's frame, which is itself arithmetic-coded (RFC 6386, section 9).</summary>
/// <remarks>Encoders write the quantiser of a segment as it is, within its range. Of one below zero, or one that is
/// written as a difference, libwebp and ImageSharp make different ones, and show different pictures.</remarks>
internal ref struct LossyHeader
{
    private const int Segments = 4;
    private const int QuantiserBits = 7;
    private const int FilterLevelBits = 6;
    private const int PartitionSizeBytes = 3;

    private readonly ReadOnlySpan<byte> _coded;
    private int _next;
    private uint _value;
    private uint _range;
    private int _shifts;

    private LossyHeader(ReadOnlySpan<byte> coded)
    {
        _coded = coded;
        (_value, _range, _shifts) = (((uint)Next() << 8) | Next(), 255, 0);
    }

    /// <param name="first">The first partition, which begins with the header.</param>
    /// <param name="rest">What follows it: the sizes of the further partitions, and these.</param>
    /// <returns>Every decoder reads the same in it.</returns>
    public static bool IsPlain(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        var header = new LossyHeader(first);
        header.Skip(2); // Colour space, and whether values need to be clamped.
        if (!header.IsSegmentationPlain())
        {
            return false;
        }

        header.Skip(1 + FilterLevelBits + 3); // The filter's kind, level and sharpness.
        header.SkipFilterDeltas();
        return AreWhole(rest, 1 << header.Bits(2)) && header._next <= first.Length;
    }

    private static bool AreWhole(ReadOnlySpan<byte> rest, int partitions)
    {
        var sizes = PartitionSizeBytes * (partitions - 1);
        var left = (long)rest.Length - sizes;
        for (var at = 0; at < sizes && left >= 0; at += PartitionSizeBytes)
        {
            left -= rest[at] | (ReadUInt16LittleEndian(rest[(at + 1)..]) << 8);
        }

        return left > 0;
    }

    private bool IsSegmentationPlain()
    {
        if (!Flag())
        {
            return true;
        }

        var (hasMap, hasValues) = (Flag(), Flag());
        var isPlain = true;
        if (hasValues)
        {
            var areAbsolute = Flag();
            isPlain = areAbsolute & AreUnsigned(QuantiserBits) & AreUnsigned(FilterLevelBits);
        }

        for (var i = 0; hasMap && i < Segments - 1; i++)
        {
            Skip(Flag() ? 8 : 0);
        }

        return isPlain;
    }

    private bool AreUnsigned(int bits)
    {
        var all = true;
        for (var i = 0; i < Segments; i++)
        {
            if (Flag())
            {
                all &= Bits(bits) == 0 | !Flag();
            }
        }

        return all;
    }

    private void SkipFilterDeltas()
    {
        if (!Flag() || !Flag())
        {
            return;
        }

        for (var i = 0; i < 2 * Segments; i++)
        {
            Skip(Flag() ? FilterLevelBits + 1 : 0);
        }
    }

    private void Skip(int bits) => _ = Bits(bits);

    private int Bits(int count)
    {
        var bits = 0;
        for (var i = 0; i < count; i++)
        {
            bits = (bits << 1) | (Flag() ? 1 : 0);
        }

        return bits;
    }

    // Each bit of the header is as likely to be set as not.
    private bool Flag()
    {
        var split = 1 + ((_range - 1) >> 1);
        var isSet = _value >= split << 8;
        (_range, _value) = isSet ? (_range - split, _value - (split << 8)) : (split, _value);
        while (_range < 128)
        {
            (_range, _value) = (_range << 1, _value << 1);
            if (++_shifts == 8)
            {
                (_shifts, _value) = (0, _value | Next());
            }
        }

        return isSet;
    }

    // Behind the end decoders read zeros; that it was passed is seen by the position.
    private byte Next() => _next++ < _coded.Length ? _coded[_next - 1] : (byte)0;
}
