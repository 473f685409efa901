using System.Security.Cryptography;

namespace ScanWorker.Hashing.Digests;

/// <summary>
/// Computes MD5, SHA-1 and SHA-256 in one pass over spans. Not thread-safe; reusable after <see cref="Finish"/>.
/// </summary>
public sealed class ContentDigester : IDisposable
{
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The digests of one span; allocates nothing.</summary>
    public static ContentDigests Compute(ReadOnlySpan<byte> content)
    {
        Span<byte> md5 = stackalloc byte[Hash128.SizeBytes];
        Span<byte> sha1 = stackalloc byte[Hash160.SizeBytes];
        Span<byte> sha256 = stackalloc byte[Hash256.SizeBytes];
        _ = MD5.HashData(content, md5);
        _ = SHA1.HashData(content, sha1);
        _ = SHA256.HashData(content, sha256);
        return new ContentDigests(new Hash128(md5), new Hash160(sha1), new Hash256(sha256));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _md5.AppendData(bytes);
        _sha1.AppendData(bytes);
        _sha256.AppendData(bytes);
    }

    /// <summary>The digests of everything appended since the last call; starts anew.</summary>
    public ContentDigests Finish()
    {
        Span<byte> md5 = stackalloc byte[Hash128.SizeBytes];
        Span<byte> sha1 = stackalloc byte[Hash160.SizeBytes];
        Span<byte> sha256 = stackalloc byte[Hash256.SizeBytes];
        _ = _md5.GetHashAndReset(md5);
        _ = _sha1.GetHashAndReset(sha1);
        _ = _sha256.GetHashAndReset(sha256);
        return new ContentDigests(new Hash128(md5), new Hash160(sha1), new Hash256(sha256));
    }

    public void Dispose()
    {
        _md5.Dispose();
        _sha1.Dispose();
        _sha256.Dispose();
    }
}
