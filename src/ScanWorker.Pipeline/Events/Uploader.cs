using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>Who uploaded, with the names that a CyberTipline report uses.</summary>
public sealed record Uploader
{
    [Description("The platform's own identifier of the account.")]
    public string? EspIdentifier { get; init; }

    [Description("The account's visible name.")]
    public string? ScreenName { get; init; }

    [Description("The address the upload came from.")]
    public IpCapture? IpCapture { get; init; }

    [Description("The device, as the platform identifies it.")]
    public string? DeviceId { get; init; }

    public override string ToString() => "uploader";
}
