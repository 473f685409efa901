using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>What the pool says.</summary>
internal static partial class DecoderPoolLog
{
    [LoggerMessage(EventIds.DecoderNotStarted, LogLevel.Error,
        "A decoder process could not be started; another attempt follows.")]
    internal static partial void DecoderNotStarted(this ILogger logger, Exception reason);

    [LoggerMessage(EventIds.IsolationUnavailable, LogLevel.Error,
        "Decoder processes cannot be started on this machine: content is decoded within the worker, without a cage.")]
    internal static partial void IsolationUnavailable(this ILogger logger);

    [LoggerMessage(EventIds.CageIncomplete, LogLevel.Warning,
        "The cage of the decoder processes lacks {Missing} on this machine. See 'scanworker doctor'.")]
    internal static partial void CageIncomplete(this ILogger logger, string missing);

    [LoggerMessage(EventIds.DecoderMissing, LogLevel.Error,
        "These decoders do not work in a decoder process: {Decoders}. What only they decode is unscannable. See 'scanworker doctor'.")]
    internal static partial void DecoderMissing(this ILogger logger, string decoders);
}
