using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScanWorker.Hashing;

/// <summary>A 160-bit value: a SHA-1 digest. 20 bytes, no padding.</summary>
public readonly struct Hash160 : IEquatable<Hash160>
{
    public const int SizeBytes = 20;

    private readonly Words _words;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 20 bytes long.</exception>
    public Hash160(ReadOnlySpan<byte> bytes) => _words = HashBytes.Read<Words>(bytes);

    public static bool operator ==(Hash160 left, Hash160 right) => left.Equals(right);

    public static bool operator !=(Hash160 left, Hash160 right) => !left.Equals(right);

    /// <summary>Reads 40 hexadecimal digits of either case.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> hex, out Hash160 hash) => HashBytes.TryParseHex(hex, out hash);

    /// <summary>Reads hexadecimal, base32 or base64, as <see cref="HashEncoding"/> tells them apart.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash160 hash) => HashBytes.TryParse(text, out hash);

    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in _words);

    public bool Equals(Hash160 other) => ((ReadOnlySpan<uint>)_words).SequenceEqual(other._words);

    public override bool Equals(object? obj) => obj is Hash160 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_words[0], _words[1], _words[2], _words[3]);

    /// <summary>40 hexadecimal digits in lower case.</summary>
    public override string ToString() => HashBytes.ToHex(in this);

    [InlineArray(SizeBytes / sizeof(uint))]
    private struct Words
    {
        private uint _first;
    }
}
