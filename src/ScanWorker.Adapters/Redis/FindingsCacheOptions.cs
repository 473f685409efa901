using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>The memory of what was found in bytes that come again.</summary>
public sealed class FindingsCacheOptions
{
    public const string Section = "Findings";

    /// <summary>False decodes and searches every re-upload anew. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The secret that names and seals findings, so that who reads Redis does not learn what was uploaded, and who
    /// writes to it cannot make up what was found. The same on every worker that is to profit. Default: the password to
    /// Redis; without one either, the cache is off, and the worker and <c>doctor</c> say so.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>How long findings are kept. Default one day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// What does not answer by then is not waited for. Default 250 ms: lanes that decode on every core delay answers
    /// too.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// After three failures in a row the cache is left alone for so long, so that it cannot slow every upload down.
    /// Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What seals and names; empty where there is neither a key nor a password.</summary>
    internal string SecretWith(RedisOptions redis) => string.IsNullOrEmpty(Key)
        ? ConfigurationOptions.Parse(redis.ConnectionString).Password ?? "" : Key;
}

/// <summary>Ranges, by generated code.</summary>
[OptionsValidator]
internal sealed partial class FindingsCacheOptionsValidator : IValidateOptions<FindingsCacheOptions>;
