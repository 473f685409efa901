using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.FloodGuard;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// Seals what the flood guard keeps in Redis (HMAC-SHA-256), so that writing there does not soften an entry.
/// </summary>
/// <remarks>
/// A quarantine is a field of a Redis hash: its name is the entry, its value when and why, and a seal over both. A
/// uploader that was counted is a member of a Redis set: a keyed token, which tells nothing of who it is, and a seal
/// over it, the entry and the slice of time. Without a secret nothing is sealed, and nothing that is read is ours.
/// Thread-safe.
/// </remarks>
internal sealed class FloodSeal(string secret)
{
    private const char Separator = '\n';

    private const int TokenBytes = 12;
    private const int TagBytes = 12;

    private readonly byte[]? _key = KeyOf(secret, "scanworker quarantine seal"u8);
    private readonly byte[]? _tokenKey = KeyOf(secret, "scanworker flood token"u8);
    private readonly byte[]? _tagKey = KeyOf(secret, "scanworker flood tag"u8);

    /// <summary>False: there is neither a key nor a password, so nothing can be sealed.</summary>
    internal bool IsSecret => _key is not null;

    internal static string FieldOf(EntryKey entry) => string.Join(Separator, entry.Bank, entry.Source, entry.EntryId);

    internal string Facts(string set, Quarantine quarantine)
    {
        var facts = string.Create(
            CultureInfo.InvariantCulture, $"{quarantine.Since:O}{Separator}{quarantine.Uploaders}");
        return _key is null ? facts : $"{facts}{Separator}{SealOf(_key, set, FieldOf(quarantine.Entry), facts)}";
    }

    /// <returns>What it says, or null when it is no quarantine at all.</returns>
    internal Quarantine? Read(string set, string? field, string? value)
    {
        var names = (field ?? "").Split(Separator);
        var facts = (value ?? "").Split(Separator);
        return names.Length == 3 && facts.Length is 2 or 3
            && DateTimeOffset.TryParse(
                facts[0], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var since)
            && long.TryParse(facts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var uploaders)
                ? new Quarantine(new EntryKey(names[0], names[1], names[2]), since, uploaders)
                {
                    IsOurs = IsSealed(set, field ?? "", facts),
                }
                : null;
    }

    /// <returns>What is counted for an uploader; the same one has another one for another entry or slice.</returns>
    internal byte[] TokenOf(string place, string entry, ReadOnlySpan<byte> uploader)
    {
        var member = new byte[TokenBytes + TagBytes];
        byte[] named = [.. Encoding.UTF8.GetBytes(entry), .. uploader];
        HMACSHA256.HashData(Needed(_tokenKey), named).AsSpan(0, TokenBytes).CopyTo(member);
        TagOf(place, member.AsSpan(0, TokenBytes)).CopyTo(member, TokenBytes);
        return member;
    }

    /// <returns>The uploader's token, the same in every slice; null when the member is not sealed for this
    /// one.</returns>
    internal string? Open(string place, ReadOnlySpan<byte> member) =>
        member.Length == TokenBytes + TagBytes
        && CryptographicOperations.FixedTimeEquals(TagOf(place, member[..TokenBytes]), member[TokenBytes..])
            ? Convert.ToHexString(member[..TokenBytes])
            : null;

    private static byte[]? KeyOf(string secret, ReadOnlySpan<byte> use) =>
        secret.Length == 0 ? null : HMACSHA256.HashData(use, Encoding.UTF8.GetBytes(secret));

    private static byte[] Needed(byte[]? key) =>
        key ?? throw new InvalidOperationException("Without a secret nothing is sealed.");

    private byte[] TagOf(string place, ReadOnlySpan<byte> token) =>
        HMACSHA256.HashData(Needed(_tagKey), (byte[])[.. Encoding.UTF8.GetBytes(place), 0, .. token])[..TagBytes];

    private bool IsSealed(string set, string field, string[] facts) => _key is not null && facts.Length == 3
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(SealOf(_key, set, field, $"{facts[0]}{Separator}{facts[1]}")),
            Encoding.UTF8.GetBytes(facts[2]));

    private static string SealOf(byte[] key, string set, string field, string facts) => Convert.ToHexStringLower(
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{set}\0{field}\0{facts}")));
}
