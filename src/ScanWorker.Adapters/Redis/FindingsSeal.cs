using System.Security.Cryptography;
using System.Text;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// Seals findings with an HMAC over their name in Redis and their bytes: whoever may write to Redis but lacks the key can
/// neither invent findings nor move those of one content to another, and so let nothing pass.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FindingsSeal(ReadOnlyMemory<byte> key)
{
    private const int SealBytes = 16;

    /// <returns>The seal, and the findings behind it.</returns>
    public byte[] Close(string name, ReadOnlySpan<byte> findings)
    {
        var closed = new byte[SealBytes + findings.Length];
        findings.CopyTo(closed.AsSpan(SealBytes));
        Compute(name, findings, closed.AsSpan(0, SealBytes));
        return closed;
    }

    /// <returns>The findings; false when they were not sealed by this key under this name.</returns>
    public bool TryOpen(string name, ReadOnlyMemory<byte> closed, out ReadOnlyMemory<byte> findings)
    {
        findings = closed.Length >= SealBytes ? closed[SealBytes..] : default;
        Span<byte> expected = stackalloc byte[SealBytes];
        Compute(name, findings.Span, expected);
        return closed.Length >= SealBytes && CryptographicOperations.FixedTimeEquals(expected, closed.Span[..SealBytes]);
    }

    private void Compute(string name, ReadOnlySpan<byte> findings, Span<byte> seal)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Span);
        hmac.AppendData(Encoding.UTF8.GetBytes(name));
        hmac.AppendData([0]);
        hmac.AppendData(findings);
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _ = hmac.GetHashAndReset(whole);
        whole[..SealBytes].CopyTo(seal);
    }
}
