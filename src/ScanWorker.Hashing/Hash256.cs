using System.Numerics;
using System.Runtime.InteropServices;

namespace ScanWorker.Hashing;

/// <summary>
/// A 256-bit value: a PDQ hash or a SHA-256 digest. 32 bytes, no padding, so spans of it may be reinterpreted.
/// </summary>
/// <remarks>
/// Byte 0 is the first byte of the hexadecimal text. In a PDQ hash that is the top bit of the reference's word 15.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Hash256 : IEquatable<Hash256>
{
    public const int SizeBytes = 32;
    public const int SizeBits = 256;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public Hash256(ReadOnlySpan<byte> bytes) => this = HashBytes.Read<Hash256>(bytes);

    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> hex, out Hash256 hash) => HashBytes.TryParseHex(hex, out hash);

    /// <summary>Reads hexadecimal, base32 or base64, as <see cref="HashEncoding"/> tells them apart.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash256 hash) => HashBytes.TryParse(text, out hash);

    /// <summary>The Hamming distance: how many of the 256 bits differ.</summary>
    public int DistanceTo(in Hash256 other) =>
        BitOperations.PopCount(_a ^ other._a) + BitOperations.PopCount(_b ^ other._b)
        + BitOperations.PopCount(_c ^ other._c) + BitOperations.PopCount(_d ^ other._d);

    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in this);

    public bool Equals(Hash256 other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    public override bool Equals(object? obj) => obj is Hash256 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <summary>64 hexadecimal digits in lower case.</summary>
    public override string ToString() => HashBytes.ToHex(in this);

    /// <summary>Writes 64 hexadecimal digits in lower case, without a string.</summary>
    public bool TryFormatHex(Span<char> destination)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(bytes);
        return Convert.TryToHexStringLower(bytes, destination, out _);
    }

    /// <summary>44 characters of base64, padded.</summary>
    public string ToBase64()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(bytes);
        return Convert.ToBase64String(bytes);
    }
}
