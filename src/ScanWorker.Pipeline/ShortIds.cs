using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline;

/// <summary>
/// Names for uploads and entries that tell nothing to who has not the key: 12 hex digits of an HMAC-SHA-256.
/// Thread-safe.
/// </summary>
internal sealed class ShortIds(IOptions<TelemetryOptions> options)
{
    private const int Digits = 12;

    private readonly byte[] _key = options.Value.ShortIdKey is { Length: > 0 } key
        ? Encoding.UTF8.GetBytes(key)
        : RandomNumberGenerator.GetBytes(32);

    public string Of(string name) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(name)))[..Digits];
}
