using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScanWorker.Hashing;

/// <summary>A 128-bit value: an MD5 digest. 16 bytes, no padding.</summary>
public readonly struct Hash128 : IEquatable<Hash128>
{
    public const int SizeBytes = 16;

    private readonly Words _words;

    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 16 bytes long.</exception>
    public Hash128(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != SizeBytes)
        {
            throw new ArgumentException($"A 128-bit digest has 16 bytes, not {bytes.Length}.", nameof(bytes));
        }

        _words = MemoryMarshal.Read<Words>(bytes);
    }

    public static bool operator ==(Hash128 left, Hash128 right) => left.Equals(right);

    public static bool operator !=(Hash128 left, Hash128 right) => !left.Equals(right);

    /// <summary>Reads 32 hexadecimal digits of either case.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> hex, out Hash128 hash)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        var isHex = HashEncoding.TryDecodeHex(hex, bytes);
        hash = isHex ? new Hash128(bytes) : default;
        return isHex;
    }

    /// <summary>Reads hexadecimal, base32 or base64, as <see cref="HashEncoding"/> tells them apart.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash128 hash)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        var isHash = HashEncoding.TryDecode(text, bytes);
        hash = isHash ? new Hash128(bytes) : default;
        return isHash;
    }

    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in _words);

    public bool Equals(Hash128 other) => ((ReadOnlySpan<uint>)_words).SequenceEqual(other._words);

    public override bool Equals(object? obj) => obj is Hash128 other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_words[0], _words[1], _words[2], _words[3]);

    /// <summary>32 hexadecimal digits in lower case.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    [InlineArray(SizeBytes / sizeof(uint))]
    private struct Words
    {
        private uint _first;
    }
}
