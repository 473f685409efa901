using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Pipeline.Control;

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

    /// <summary>A bank whose stalest source is older than this alarms. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>By bank, where <see cref="MaxAge"/> does not fit.</summary>
    public Dictionary<string, TimeSpan> BankMaxAge { get; set; } = [];

    public SetsSigningOptions Signing { get; set; } = new();

    /// <summary>The age at which this bank alarms.</summary>
    public TimeSpan MaxAgeOf(string bank) => BankMaxAge.TryGetValue(bank, out var limit) ? limit : MaxAge;
}
