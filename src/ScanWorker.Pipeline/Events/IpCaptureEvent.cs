using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>NCMEC's <c>ipCaptureEvent</c>.</summary>
public sealed record IpCaptureEvent
{
    [Description("IPv4 or IPv6 address.")]
    public required string IpAddress { get; init; }

    [Description("Always Upload.")]
    public required string EventName { get; init; }

    [Description("When it was seen.")]
    public DateTimeOffset? DateTime { get; init; }

    [Description("Port.")]
    public int? Port { get; init; }

    public override string ToString() => "address capture";
}
