using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Adapters.Redis;

/// <summary>Where Redis is. Everything else about it is an option in the connection string.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>
    /// As StackExchange.Redis takes it, for example <c>redis:6380,ssl=true,user=scanworker,password=…</c>. Never
    /// logged.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// How many versions of a hash set a publisher leaves in Redis, so that a worker in the middle of a load finishes
    /// it.
    /// Default 16. Older ones are in the custodian's working set.
    /// </summary>
    [Range(2, 10_000)]
    public int KeepVersions { get; set; } = 16;

    /// <summary>
    /// PEM file of the authority that signed the server's certificate, where the machine does not trust it already.
    /// </summary>
    public string? CertificateAuthority { get; set; }
}
