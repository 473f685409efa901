namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>Reads a lossless WebP (VP8L, RFC 9649) as far as the image that says which group of Huffman codes holds
/// where: each group costs a decoder tables of many kilobytes.</summary>
internal ref struct LosslessGroups
{
    private const int HeaderBits = 40;
    private const int ImagePixelsMax = 4 << 20;
    private const int PixelsBetweenLooks = 0x1000;
    private const int LengthCodes = 24;
    private const int Literals = 256;
    private const int Distances = 40;
    private const uint HashFactor = 0x1E35A7BD;

    private static ReadOnlySpan<byte> CodeLengthOrder =>
        [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    // Where the first distances point: rows up in the upper half of the byte, eight less the columns left in the lower.
    private static ReadOnlySpan<byte> NearPlaces =>
    [
        0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1A, 0x26, 0x2A, 0x38, 0x05, 0x37, 0x39, 0x15, 0x1B,
        0x36, 0x3A, 0x25, 0x2B, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1C, 0x35, 0x3B, 0x46, 0x4A, 0x24, 0x2C, 0x58, 0x45,
        0x4B, 0x34, 0x3C, 0x03, 0x57, 0x59, 0x13, 0x1D, 0x56, 0x5A, 0x23, 0x2D, 0x44, 0x4C, 0x55, 0x5B, 0x33, 0x3D,
        0x68, 0x02, 0x67, 0x69, 0x12, 0x1E, 0x66, 0x6A, 0x22, 0x2E, 0x54, 0x5C, 0x43, 0x4D, 0x65, 0x6B, 0x32, 0x3E,
        0x78, 0x01, 0x77, 0x79, 0x53, 0x5D, 0x11, 0x1F, 0x64, 0x6C, 0x42, 0x4E, 0x76, 0x7A, 0x21, 0x2F, 0x75, 0x7B,
        0x31, 0x3F, 0x63, 0x6D, 0x52, 0x5E, 0x00, 0x74, 0x7C, 0x41, 0x4F, 0x10, 0x20, 0x62, 0x6E, 0x30, 0x73, 0x7D,
        0x51, 0x5F, 0x40, 0x72, 0x7E, 0x61, 0x6F, 0x50, 0x71, 0x7F, 0x60, 0x70,
    ];

    private readonly ReadOnlySpan<byte> _data;
    private readonly CancellationToken _deadline;
    private long _bit;
    private bool _isBroken;

    private LosslessGroups(ReadOnlySpan<byte> data, CancellationToken deadline)
    {
        _data = data;
        (_deadline, _bit) = (deadline, HeaderBits);
    }

    /// <returns>How many groups a decoder makes and how many places there are to use one; null if the data is
    /// broken.</returns>
    public static (int Groups, int Places)? Read(
        ReadOnlySpan<byte> data, int width, int height, CancellationToken deadline)
    {
        var reader = new LosslessGroups(data, deadline);
        var found = reader.Read(width, height);
        return reader._isBroken ? null : found;
    }

    private (int Groups, int Places) Read(int width, int height)
    {
        var seen = 0;
        while (Take(1) == 1 && !_isBroken)
        {
            var kind = Take(2);
            _isBroken |= (seen & (1 << kind)) != 0;
            seen |= 1 << kind;
            if (kind is 0 or 1)
            {
                var bits = Take(3) + 2;
                _ = Image(Parts(width, bits), Parts(height, bits));
            }
            else if (kind == 3)
            {
                var colours = Take(8) + 1;
                _ = Image(colours, 1);
                width = Parts(width, colours <= 2 ? 3 : colours <= 4 ? 2 : colours <= 16 ? 1 : 0);
            }
        }

        if (Take(1) == 1)
        {
            _ = Take(4);
        }

        if (Take(1) == 0 || _isBroken)
        {
            return (1, 1);
        }

        var groupBits = Take(3) + 2;
        var (across, down) = (Parts(width, groupBits), Parts(height, groupBits));
        var largest = 0;
        foreach (var pixel in Image(across, down))
        {
            largest = Math.Max(largest, (int)(pixel >> 8 & 0xFFFF));
        }

        return (largest + 1, across * down);
    }

    private static int Parts(int size, int bits) => (size + (1 << bits) - 1) >> bits;

    private uint[] Image(int width, int height)
    {
        if (_isBroken || (long)width * height > ImagePixelsMax)
        {
            _isBroken = true;
            return [];
        }

        var cacheBits = Take(1) == 1 ? Take(4) : 0;
        _isBroken |= cacheBits > 11;
        var cache = new uint[_isBroken || cacheBits == 0 ? 0 : 1 << cacheBits];
        var (green, red) = (Code(Literals + LengthCodes + cache.Length), Code(Literals));
        var (blue, alpha, distance) = (Code(Literals), Code(Literals), Code(Distances));
        var pixels = new uint[width * height];
        for (var at = 0; at < pixels.Length && !_isBroken;)
        {
            if (at % PixelsBetweenLooks == 0)
            {
                _deadline.ThrowIfCancellationRequested();
            }

            var symbol = Symbol(green);
            if (symbol is >= Literals and < Literals + LengthCodes)
            {
                var length = Prefixed(symbol - Literals);
                at = Copy(pixels, at, length, Distance(Prefixed(Symbol(distance)), width), cache, cacheBits);
                continue;
            }

            var pixel = symbol < Literals
                ? ((uint)symbol << 8) | ((uint)Symbol(red) << 16) | (uint)Symbol(blue) | ((uint)Symbol(alpha) << 24)
                : cache[symbol - Literals - LengthCodes];
            pixels[at++] = pixel;
            Remember(cache, cacheBits, pixel);
        }

        return pixels;
    }

    private int Copy(uint[] pixels, int at, int length, int distance, uint[] cache, int cacheBits)
    {
        if (distance > at || length > pixels.Length - at)
        {
            _isBroken = true;
            return at;
        }

        for (var end = at + length; at < end; at++)
        {
            pixels[at] = pixels[at - distance];
            Remember(cache, cacheBits, pixels[at]);
        }

        return at;
    }

    private static void Remember(uint[] cache, int cacheBits, uint pixel)
    {
        if (cacheBits > 0)
        {
            cache[(HashFactor * pixel) >> (32 - cacheBits)] = pixel;
        }
    }

    private int Prefixed(int symbol)
    {
        if (symbol < 4)
        {
            return symbol + 1;
        }

        var extra = (symbol - 2) >> 1;
        return ((2 + (symbol & 1)) << extra) + Take(extra) + 1;
    }

    private static int Distance(int code, int width)
    {
        if (code > NearPlaces.Length)
        {
            return code - NearPlaces.Length;
        }

        var place = NearPlaces[code - 1];
        return Math.Max(1, ((place >> 4) * width) + 8 - (place & 0xF));
    }

    private LosslessCode Code(int symbols)
    {
        var lengths = new byte[symbols];
        if (_isBroken)
        {
            return LosslessCode.Of(lengths);
        }

        if (Take(1) == 1)
        {
            var isPair = Take(1) == 1;
            var first = Take(Take(1) == 1 ? 8 : 1);
            var second = isPair ? Take(8) : first;
            _isBroken |= Math.Max(first, second) >= symbols;
            if (!_isBroken)
            {
                (lengths[first], lengths[second]) = (1, 1);
            }

            return LosslessCode.Of(lengths);
        }

        var ofLengths = new byte[19];
        for (int i = 0, count = Take(4) + 4; i < count; i++)
        {
            ofLengths[CodeLengthOrder[i]] = (byte)Take(3);
        }

        TakeLengths(LosslessCode.Of(ofLengths), lengths);
        return LosslessCode.Of(lengths);
    }

    private void TakeLengths(LosslessCode code, byte[] lengths)
    {
        var rest = Take(1) == 1 ? Take((Take(3) * 2) + 2) + 2 : lengths.Length;
        byte before = 8;
        for (var at = 0; at < lengths.Length && rest > 0 && !_isBroken; rest--)
        {
            var symbol = Symbol(code);
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                before = symbol == 0 ? before : (byte)symbol;
                continue;
            }

            var count = symbol switch { 16 => 3 + Take(2), 17 => 3 + Take(3), _ => 11 + Take(7) };
            if (count > lengths.Length - at)
            {
                _isBroken = true;
                return;
            }

            lengths.AsSpan(at, count).Fill(symbol == 16 ? before : (byte)0);
            at += count;
        }
    }

    private int Symbol(LosslessCode code)
    {
        var (bits, count) = (0, 0);
        while (!_isBroken)
        {
            if (code.Find(bits, count) is { } symbol)
            {
                return symbol;
            }

            (bits, count) = ((bits << 1) | Take(1), count + 1);
            _isBroken |= count > LosslessCode.LengthMax;
        }

        return 0;
    }

    private int Take(int bits)
    {
        var value = 0;
        for (var i = 0; i < bits; i++, _bit++)
        {
            if (_bit >> 3 >= _data.Length)
            {
                _isBroken = true;
                return 0;
            }

            value |= (_data[(int)(_bit >> 3)] >> (int)(_bit & 7) & 1) << i;
        }

        return value;
    }
}
