using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Adapters.Redis;

/// <summary>The memory of what was found in bytes that come again.</summary>
public sealed class FindingsCacheOptions
{
    public const string Section = "Findings";

    /// <summary>False decodes and searches every re-upload anew. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The secret that turns digests into keys, so that who reads Redis cannot look up whether it knows an upload. The
    /// same on
    /// every worker that is to profit. Default: made of the password to Redis.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>How long findings are kept. Default one day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromDays(1);

    /// <summary>What does not answer by then is not waited for. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// After a failure the cache is left alone for so long, so that it cannot slow every upload down. Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);
}
