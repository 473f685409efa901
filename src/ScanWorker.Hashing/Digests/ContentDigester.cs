using System.Security.Cryptography;

namespace ScanWorker.Hashing.Digests;

/// <summary>Computes MD5, SHA-1 and SHA-256 of bytes in memory. Thread-safe; allocates nothing.</summary>
public static class ContentDigester
{
    public static ContentDigests Compute(ReadOnlySpan<byte> content) => Compute(content, Sha256Of(content));

    /// <summary>The other two, where the strongest is known: it costs the least, for processors have instructions for
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
}
