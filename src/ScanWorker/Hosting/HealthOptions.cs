using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
using ScanWorker.Commands;

namespace ScanWorker.Hosting;

/// <summary>The worker's own HTTP port.</summary>
internal sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>Serves /health/* and /metrics; 0 takes a free one. Default 8081.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 8081;

    /// <summary>Address to listen on. Default 127.0.0.1; 0.0.0.0 lets probes and scrapers in from outside.</summary>
    [Required]
    [IpAddress]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Connections at once; more are closed at once. Default 64: probes and scrapers need few.</summary>
    [Range(1, 10_000)]
    public int ConnectionsMax { get; set; } = 64;

    /// <exception cref="ConfigurationException">They are wrong.</exception>
    internal static HealthOptions Read(IConfiguration configuration)
    {
        var options = new HealthOptions();
        try
        {
            configuration.GetSection(Section).Bind(options);
        }
        catch (InvalidOperationException unbindable)
        {
            throw new ConfigurationException(LibraryMessages.Plain(unbindable.Message), unbindable);
        }

        var result = new HealthOptionsValidator().Validate(null, options);
        return result.Failed
            ? throw new ConfigurationException([.. (result.Failures ?? []).Select(failure =>
                $"{Section}:{failure.Replace($"{nameof(HealthOptions)}.", "", StringComparison.Ordinal)}")])
            : options;
    }
}

/// <summary>Generated from the attributes of <see cref="HealthOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class HealthOptionsValidator : IValidateOptions<HealthOptions>;

/// <summary>An address to listen on, not a host's name.</summary>
internal sealed class IpAddressAttribute() : ValidationAttribute("The field {0} must be an IP address.")
{
    public override bool IsValid(object? value) => value is string text && IPAddress.TryParse(text, out _);
}
