using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScanWorker.Hashing;

/// <summary>A 128-bit value: an MD5 digest. 16 bytes, no padding.</summary>
public readonly struct Hash128 : IEquatable<Hash128>
{
    public const int SizeBytes = 16;

    private readonly Words _words;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 16 bytes long.</exception>
    public Hash128(ReadOnlySpan<byte> bytes) => _words = HashBytes.Read<Words>(bytes);

    public static bool operator ==(Hash128 left, Hash128 right) => left.Equals(right);

    public static bool operator !=(Hash128 left, Hash128 right) => !left.Equals(right);

    /// <summary>Reads 32 hexadecimal digits of either case.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> hex, out Hash128 hash) => HashBytes.TryParseHex(hex, out hash);

    /// <summary>Reads hexadecimal, base32 or base64, as <see cref="HashEncoding"/> tells them apart.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash128 hash) => HashBytes.TryParse(text, out hash);

    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in _words);

    public bool Equals(Hash128 other) => ((ReadOnlySpan<uint>)_words).SequenceEqual(other._words);

    public override bool Equals(object? obj) => obj is Hash128 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_words[0], _words[1], _words[2], _words[3]);

    /// <summary>32 hexadecimal digits in lower case.</summary>
    public override string ToString() => HashBytes.ToHex(in this);

    [InlineArray(SizeBytes / sizeof(uint))]
    private struct Words
    {
        private uint _first;
    }
}
