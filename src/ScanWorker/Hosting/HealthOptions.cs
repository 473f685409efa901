using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Hosting;

/// <summary>The worker's own HTTP port.</summary>
public sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>Serves /health/* and /metrics; 0 takes a free one. Default 8081.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 8081;

    /// <summary>Address to listen on. Default 127.0.0.1; 0.0.0.0 lets probes and scrapers in from outside.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";
}
