using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScanWorker.Hashing;

/// <summary>A 512-bit value: a SHA-512 digest. 64 bytes, no padding.</summary>
public readonly struct Hash512 : IEquatable<Hash512>
{
    public const int SizeBytes = 64;

    private readonly Words _words;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 64 bytes long.</exception>
    public Hash512(ReadOnlySpan<byte> bytes) => _words = HashBytes.Read<Words>(bytes);

    public static bool operator ==(Hash512 left, Hash512 right) => left.Equals(right);

    public static bool operator !=(Hash512 left, Hash512 right) => !left.Equals(right);

    /// <summary>Reads 128 hexadecimal digits of either case.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> hex, out Hash512 hash) => HashBytes.TryParseHex(hex, out hash);

    /// <summary>Reads hexadecimal, base32 or base64, as <see cref="HashEncoding"/> tells them apart.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash512 hash) => HashBytes.TryParse(text, out hash);

    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in _words);

    public bool Equals(Hash512 other) => ((ReadOnlySpan<ulong>)_words).SequenceEqual(other._words);

    public override bool Equals(object? obj) => obj is Hash512 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_words[0], _words[1], _words[2], _words[3]);

    /// <summary>128 hexadecimal digits in lower case.</summary>
    public override string ToString() => HashBytes.ToHex(in this);

    [InlineArray(SizeBytes / sizeof(ulong))]
    private struct Words
    {
        private ulong _first;
    }
}
