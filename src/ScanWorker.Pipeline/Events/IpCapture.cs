using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Pipeline.Events;

/// <summary>An address seen at a time.</summary>
public sealed record IpCapture
{
    [Description("IPv4 or IPv6 address.")]
    public string? Address { get; init; }

    [Description("Port, 0 to 65535.")]
    [Range(0, 65_535)]
    public int? Port { get; init; }

    [Description("When it was seen.")]
    public DateTimeOffset? At { get; init; }

    public override string ToString() => "address";
}
