using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Heif;

/// <summary>Reads numbers and boxes of the ISO base media file format one after another.</summary>
/// <remarks>Past the end everything reads as zero or as nothing, and <see cref="IsBroken"/> says so from then
/// on.</remarks>
internal ref struct BoxReader(ReadOnlySpan<byte> content)
{
    private const int HeaderBytes = 8;

    private ReadOnlySpan<byte> _rest = content;

    /// <summary>Something was read that is not there.</summary>
    public bool IsBroken { get; private set; }

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _rest.Length;

    /// <param name="bytes">From 0, which reads as 0, to 8.</param>
    public ulong Number(int bytes)
    {
        var number = 0UL;
        foreach (var digit in Bytes(bytes))
        {
            number = (number << 8) | digit;
        }

        return number;
    }

    public int UInt8() => (int)Number(1);

    public int UInt16() => (int)Number(2);

    public uint UInt32() => (uint)Number(4);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length)
        {
            IsBroken = true;
            _rest = [];
            return [];
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>The version and flags that a full box begins with.</summary>
    public (int Version, uint Flags) FullBox()
    {
        var both = UInt32();
        return ((int)(both >> 24), both & 0xFF_FFFF);
    }

    /// <summary>The next box; one of length 0 reaches to the end.</summary>
    /// <param name="type">Four characters as a number, the first the highest.</param>
    /// <param name="body">What follows its header.</param>
    /// <returns>False at the end, and where a box is longer than what is left.</returns>
    public bool TryBox(out uint type, out ReadOnlySpan<byte> body)
    {
        type = 0;
        body = [];
        if (IsAtEnd)
        {
            return false;
        }

        ulong length = UInt32();
        var (header, left) = (HeaderBytes, _rest.Length + 4);
        type = UInt32();
        if (length == 1)
        {
            (length, header) = (Number(8), 2 * HeaderBytes);
        }

        length = length == 0 ? (ulong)left : length;
        IsBroken |= length < (ulong)header || length > (ulong)left;
        body = IsBroken ? [] : Bytes((int)length - header);
        return !IsBroken;
    }

    /// <summary>The number that a box of this name has for its type.</summary>
    public static uint TypeOf(ReadOnlySpan<byte> name) => ReadUInt32BigEndian(name);
}
