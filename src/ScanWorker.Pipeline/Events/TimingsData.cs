using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>Milliseconds spent by stage; absent where the stage did not run.</summary>
public sealed record TimingsData
{
    [Description("Fetching the bytes, waits and retries included; digests are computed meanwhile.")]
    public double? Fetch { get; init; }

    [Description("Looking up the digests.")]
    public double? Exact { get; init; }

    [Description("Decoding, and hashing frame by frame.")]
    public double? Decode { get; init; }

    [Description("Perceptual hashing alone; part of decode.")]
    public double? Hash { get; init; }

    [Description("Searching near hashes.")]
    public double? Near { get; init; }

    [Description("From taking up the upload to its verdict.")]
    public double Total { get; init; }
}
