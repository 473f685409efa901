using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Stages;

/// <summary>What the decode stage says.</summary>
internal static partial class DecodeLog
{
    [LoggerMessage(EventIds.DecodeTimedOut, LogLevel.Warning,
        "A {Format} picture of {Pixels} pixels was not decoded within {DeadlineMs} ms; the upload is unscannable.")]
    internal static partial void DecodeTimedOut(
        this ILogger logger, ImageFormat format, long pixels, double deadlineMs);
}
