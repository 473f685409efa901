using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Hashing;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// Names findings in Redis: HMAC-SHA-256 of the content's SHA-256, and the version that it was judged against.
/// </summary>
/// <remarks>Without the key nobody can tell whether a file he knows was uploaded. Thread-safe.</remarks>
internal sealed class FindingsKeys
{
    private const int DigestBytes = 20;
    private readonly byte[] _key;
    private readonly string _set;

    /// <param name="set">The hash set's name.</param>
    /// <param name="key">The configured secret, or null.</param>
    /// <param name="redis">Where the password is that stands in for it.</param>
    public FindingsKeys(string set, string? key, RedisOptions redis)
    {
        _set = set;
        var secret = string.IsNullOrEmpty(key) ? ConfigurationOptions.Parse(redis.ConnectionString).Password ?? ""
            : key;
        _key = HMACSHA256.HashData("scanworker findings"u8, Encoding.UTF8.GetBytes(secret));
    }

    public RedisKey Of(in Hash256 sha256, long setVersion)
    {
        Span<byte> content = stackalloc byte[Hash256.SizeBytes];
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        sha256.CopyTo(content);
        _ = HMACSHA256.HashData(_key, content, digest);
        return string.Create(
            CultureInfo.InvariantCulture,
                $"sw:{_set}:f:{setVersion}:{Convert.ToHexStringLower(digest[..DigestBytes])}");
    }
}
