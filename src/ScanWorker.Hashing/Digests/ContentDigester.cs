using System.Security.Cryptography;

namespace ScanWorker.Hashing.Digests;

/// <summary>Computes MD5, SHA-1, SHA-256 and SHA-512 of bytes in memory. Thread-safe; allocates nothing.</summary>
public static class ContentDigester
{
    /// <summary>All but SHA-512, which few lists carry.</summary>
    public static ContentDigests Compute(ReadOnlySpan<byte> content) => Compute(content, Sha256Of(content));

    /// <summary>MD5 and SHA-1, where SHA-256 is known: it costs the least, for processors have instructions for
    /// it.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="sha256">Of them.</param>
    public static ContentDigests Compute(ReadOnlySpan<byte> content, Hash256 sha256)
    {
        Span<byte> md5 = stackalloc byte[Hash128.SizeBytes];
        Span<byte> sha1 = stackalloc byte[Hash160.SizeBytes];
        _ = MD5.HashData(content, md5);
        _ = SHA1.HashData(content, sha1);
        return new ContentDigests(new Hash128(md5), new Hash160(sha1), sha256);
    }

    public static Hash256 Sha256Of(ReadOnlySpan<byte> content)
    {
        Span<byte> sha256 = stackalloc byte[Hash256.SizeBytes];
        _ = SHA256.HashData(content, sha256);
        return new Hash256(sha256);
    }

    public static Hash512 Sha512Of(ReadOnlySpan<byte> content)
    {
        Span<byte> sha512 = stackalloc byte[Hash512.SizeBytes];
        _ = SHA512.HashData(content, sha512);
        return new Hash512(sha512);
    }
}
