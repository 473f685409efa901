using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>NCMEC's <c>personOrUserReported</c>.</summary>
public sealed record PersonOrUserReported
{
    [Description("As in the upload event.")]
    public string? EspIdentifier { get; init; }

    [Description("As in the upload event.")]
    public string? ScreenName { get; init; }

    [Description("The address that the upload came from.")]
    public IReadOnlyList<IpCaptureEvent> IpCaptureEvent { get; set; } = [];

    [Description("As in the upload event.")]
    public IReadOnlyList<string> DeviceId { get; set; } = [];

    public override string ToString() => "person or user reported";
}
