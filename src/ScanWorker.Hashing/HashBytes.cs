using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScanWorker.Hashing;

/// <summary>What the hash values of all sizes share: each is its bytes, and nothing else.</summary>
internal static class HashBytes
{
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not as long as the value.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes) where T : unmanaged => bytes.Length == Unsafe.SizeOf<T>()
        ? MemoryMarshal.Read<T>(bytes)
        : throw new ArgumentException(
            $"A {Unsafe.SizeOf<T>() * 8}-bit hash has {Unsafe.SizeOf<T>()} bytes, not {bytes.Length}.", nameof(bytes));

    public static bool TryParseHex<T>(ReadOnlySpan<char> hex, out T hash) where T : unmanaged
    {
        var read = default(T);
        var isHash = HashEncoding.TryDecodeHex(hex, MemoryMarshal.AsBytes(new Span<T>(ref read)));
        hash = isHash ? read : default;
        return isHash;
    }

    public static bool TryParse<T>(ReadOnlySpan<char> text, out T hash) where T : unmanaged
    {
        var read = default(T);
        var isHash = HashEncoding.TryDecode(text, MemoryMarshal.AsBytes(new Span<T>(ref read)));
        hash = isHash ? read : default;
        return isHash;
    }

    public static string ToHex<T>(in T hash) where T : unmanaged =>
        Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in hash)));
}
