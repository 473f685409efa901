using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>The hash set: which one, where its copies are, whom to believe, how soon to look.</summary>
public sealed class SetsOptions
{
    public const string Section = "Sets";

    /// <summary>Part of the keys in Redis. Default <c>default</c>.</summary>
    [Required]
    [RegularExpression("^[a-z0-9][a-z0-9._-]{0,63}$")]
    public string Name { get; set; } = "default";

    /// <summary>
    /// The custodian's working set; a worker does not use it. Default <c>hash-sets</c> in the current folder.
    /// </summary>
    [Required]
    public string Directory { get; set; } = "hash-sets";

    /// <summary>
    /// Where a worker keeps its copy of the last good version. Empty (the default): it keeps none, and needs Redis to
    /// start.
    /// </summary>
    public string SnapshotDirectory { get; set; } = "";

    /// <summary>
    /// How often head is read, so that a lost announcement does not matter; varied by a tenth either way. Default 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The longest that a worker with a live set waits, by chance, before it fetches more than
    /// <see cref="EagerBytesMax"/>, so that a
    /// fleet does not fetch all at once. Default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan FetchSpread { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What is fetched at once, whoever else does: an added or withdrawn entry must not wait. Default 1 MiB.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long EagerBytesMax { get; set; } = 1 << 20;

    /// <summary>All segments of a version together; a version that has more is refused. Default 4 GiB.</summary>
    [Range(1, long.MaxValue)]
    public long SetBytesMax { get; set; } = 4L << 30;

    /// <summary>
    /// Whether a version without live entries is published and loaded. With such a set every upload passes. Default no.
    /// </summary>
    public bool AllowEmpty { get; set; }

    /// <summary>
    /// The lowest version that is believed, whoever signed it. Raise it where workers may start without a copy of their
    /// own. An older version that the live one is compared with need not be so high. Default 0: any.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long MinVersion { get; set; }

    /// <summary>
    /// A version that was made longer ago is not taken in, from Redis or from disk: an old one could be played back to
    /// a worker that has lost its copy. What is live stays live, and an older version that it is compared with, to see
    /// what is new, may be of any age. Publish more often than this: <c>sets publish</c> makes a new version, also of
    /// unchanged content, once the current one is half as old. Default zero: any age.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan ManifestMaxAge { get; set; }

    /// <summary>A bank whose stalest source is older than this alarms. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>By bank, where <see cref="MaxAge"/> does not fit.</summary>
    public Dictionary<string, TimeSpan> BankMaxAge { get; set; } = [];

    /// <summary>
    /// A worker is not ready while a bank's stalest source is older than this, and than the age at which it alarms. It
    /// goes on judging: an old list finds more than none. Default 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan ReadyMaxAge { get; set; } = TimeSpan.FromDays(30);

    public SetsSigningOptions Signing { get; set; } = new();

    /// <summary>The age at which this bank alarms.</summary>
    public TimeSpan MaxAgeOf(string bank) => BankMaxAge.TryGetValue(bank, out var limit) ? limit : MaxAge;

    /// <summary>The age at which this bank makes a worker unready.</summary>
    public TimeSpan ReadyMaxAgeOf(string bank) =>
        MaxAgeOf(bank) is var alarm && alarm > ReadyMaxAge ? alarm : ReadyMaxAge;
}

/// <summary>Whose hash sets are believed.</summary>
public sealed class SetsSigningOptions
{
    /// <summary>
    /// The trusted <c>PUBLIC KEY</c> blocks themselves, or the name of a PEM file that holds them. Several may be
    /// trusted at once.
    /// </summary>
    public string? PublicKey { get; set; }

    /// <summary>The custodian's PEM file with the <c>PRIVATE KEY</c>; a worker has none.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>Whether a version without a signature is refused. Default true.</summary>
    public bool Required { get; set; } = true;
}

/// <summary>Ranges, by generated code.</summary>
[OptionsValidator]
internal sealed partial class SetsOptionsValidator : IValidateOptions<SetsOptions>;

/// <summary>Whether the keys are keys. Of a worker only: a custodian may import before there are any.</summary>
internal sealed class SetsTrustValidator : IValidateOptions<SetsOptions>
{
    public ValidateOptionsResult Validate(string? name, SetsOptions options)
    {
        var signing = options.Signing;
        if (signing.Required && string.IsNullOrWhiteSpace(signing.PublicKey))
        {
            return ValidateOptionsResult.Fail(
                "Sets:Signing:PublicKey is missing: name the public key to trust, or set Sets:Signing:Required to "
                    + "false.");
        }

        try
        {
            _ = ManifestTrust.Create(signing.PublicKey, signing.Required);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException)
        {
            return ValidateOptionsResult.Fail(
                signing.PublicKey?.Contains("-----BEGIN", StringComparison.Ordinal) == true
                    ? "Sets:Signing:PublicKey holds no PUBLIC KEY block on P-256."
                    : "Sets:Signing:PublicKey names a file that is not there or cannot be read, and is no PEM itself.");
        }
    }
}
