using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Hashing;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// Names and seals findings, so that Redis neither learns what was uploaded nor can say what was found.
/// </summary>
/// <remarks>
/// A name is HMAC-SHA-256 of the content's SHA-256, and the version that it was judged against. A value is sealed with
/// AES-256-GCM under a key of its content's own, its name authenticated along with it: who does not know the secret can
/// neither read digests out of Redis, nor put findings there that a worker believes. Thread-safe.
/// </remarks>
internal sealed class FindingsSecret
{
    private const int NameBytes = 20;
    private const int OverheadBytes = NonceBytes + TagBytes;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] _nameKey;
    private readonly byte[] _sealKey;
    private readonly string _set;

    /// <param name="set">The hash set's name.</param>
    /// <param name="secret">The key, or the password that stands in for it.</param>
    public FindingsSecret(string set, string secret)
    {
        _set = set;
        IsSecret = secret.Length > 0;
        var bytes = Encoding.UTF8.GetBytes(secret);
        _nameKey = HMACSHA256.HashData("scanworker findings"u8, bytes);
        _sealKey = HMACSHA256.HashData("scanworker findings seal"u8, bytes);
    }

    /// <summary>False: there is neither a key nor a password, so anybody could make the names and the seals, and
    /// nothing may be kept under it.</summary>
    public bool IsSecret { get; }

    public RedisKey NameOf(in Hash256 sha256, long setVersion)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Keyed(_nameKey, in sha256, digest);
        return string.Create(
            CultureInfo.InvariantCulture,
                $"sw:{_set}:f:{setVersion}:{Convert.ToHexStringLower(digest[..NameBytes])}");
    }

    /// <returns>Nonce, tag and the sealed findings.</returns>
    public byte[] Seal(in Hash256 sha256, RedisKey name, ReadOnlySpan<byte> findings)
    {
        var value = new byte[OverheadBytes + findings.Length];
        var nonce = value.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = CipherOf(in sha256);
        cipher.Encrypt(
            nonce, findings, value.AsSpan(OverheadBytes), value.AsSpan(NonceBytes, TagBytes),
            Encoding.ASCII.GetBytes(name.ToString()));
        return value;
    }

    /// <returns>The findings, or null when they were not sealed under this secret, this name and for this
    /// content.</returns>
    public byte[]? Open(in Hash256 sha256, RedisKey name, ReadOnlySpan<byte> value)
    {
        if (value.Length < OverheadBytes)
        {
            return null;
        }

        var findings = new byte[value.Length - OverheadBytes];
        using var cipher = CipherOf(in sha256);
        try
        {
            cipher.Decrypt(
                value[..NonceBytes], value[OverheadBytes..], value[NonceBytes..OverheadBytes], findings,
                Encoding.ASCII.GetBytes(name.ToString()));
            return findings;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static void Keyed(byte[] key, in Hash256 sha256, Span<byte> digest)
    {
        Span<byte> content = stackalloc byte[Hash256.SizeBytes];
        sha256.CopyTo(content);
        _ = HMACSHA256.HashData(key, content, digest);
    }

    private AesGcm CipherOf(in Hash256 sha256)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Keyed(_sealKey, in sha256, key);
        return new AesGcm(key, TagBytes);
    }
}
