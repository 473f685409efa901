using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Hashing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>Whether videos are looked at here: ffmpeg is installed, and has shown a film of ours rightly in its cage.
/// Thread-safe.</summary>
internal sealed class VideoGate : IDisposable
{
    private static readonly VideoFormat Proved = VideoFormat.Containers[0];

    private readonly string _path;
    private readonly DecoderPool _pool;
    private readonly DecoderMetrics _metrics;
    private readonly ILogger<VideoGate> _logger;
    private readonly Lazy<FfmpegStarter> _starter;
    private readonly Lazy<Task<VideoProof>> _proof;
    private readonly Func<VideoFingerprinter> _make;

    public VideoGate(
        DecoderProgram program, DecoderPool pool, IOptions<VideoOptions> options, TimeProvider clock,
        DecoderMetrics metrics, ILogger<VideoGate> logger)
    {
        (_path, _pool, _metrics, _logger) = (options.Value.Ffmpeg, pool, metrics, logger);
        _starter = new Lazy<FfmpegStarter>(() => new FfmpegStarter(program, _path, clock));
        _make = () => new VideoFingerprinter(_starter.Value, options, clock);
        _proof = new Lazy<Task<VideoProof>>(ProveAsync);
    }

    /// <summary>There is a program of that name; what it is worth, <see cref="ProveAsync"/> says.</summary>
    public bool IsInstalled => IsThere(_path);

    /// <summary>Which build of ffmpeg it is, for whoever remembers what was found; empty for none.</summary>
    public static string BuildOf(string path) => IsThere(path)
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"ffmpeg {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path).Ticks}")
        : "ffmpeg none";

    /// <summary>Waits for the proof, which is made once.</summary>
    /// <returns>Null where videos are not looked at.</returns>
    public async ValueTask<VideoFingerprinter?> OpenAsync() =>
        IsInstalled && (await _proof.Value).Fingerprinter is { } fingerprinter ? fingerprinter : null;

    /// <summary>Starts the proof, or takes it as it was made.</summary>
    public Task<VideoProof> ProofAsync() => _proof.Value;

    public void Dispose()
    {
        if (_starter.IsValueCreated)
        {
            _starter.Value.Dispose();
        }
    }

    private static bool IsThere(string path) => path.Length > 0 && File.Exists(path);

    private async Task<VideoProof> ProveAsync()
    {
        if (!IsInstalled)
        {
            return new VideoProof(null, null, "there is no such program");
        }

        var fingerprinter = _make();
        var (version, problem) = await TryAsync(fingerprinter);
        if (!_pool.IsDisposed) // A worker that is stopping has proven nothing.
        {
            _metrics.ProvesVideo(Proved.Name, problem is null);
            if (problem is not null)
            {
                _logger.FfmpegFails(_path, problem);
            }
        }

        return new VideoProof(problem is null ? fingerprinter : null, version, problem);
    }

    // The canary's known scene for a second, as H.264 (libx264, -crf 26, two frames).
    private static byte[] Film()
    {
        using var stream = typeof(VideoGate).Assembly.GetManifestResourceStream("video/film.mp4")
            ?? throw new UnreachableException("The build embeds it.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // Of the scene itself.
    private static Hash256 Known() =>
        Hash256.TryParseHex("1bef23f3c01ff063c6709c8e3b8c46b884e5f388af7289cea05eac375621507e", out var hash)
            ? hash
            : throw new UnreachableException();

    private async Task<(string? Version, string? Problem)> TryAsync(VideoFingerprinter fingerprinter)
    {
        var order = FingerprintOrder.ForOwnPictures with { Transforms = FrameTransforms.Upright, FramesMax = 4 };
        using var lease = await _pool.LeaseAsync(CancellationToken.None);
        if (lease is null)
        {
            return (null, "no decoder process can be had");
        }

        try
        {
            var (prints, cause) = await fingerprinter.FingerprintAsync(
                lease, Proved, new UnscannableReason(UnscannableCode.UnsupportedFormat, Proved.Name),
                Film(), order, new UnboundedMemory(), CancellationToken.None);
            var version = prints?.Picture?.Decoder.Split('/')[1];
            return prints is null ? (version, $"its process ended ({cause})")
                : prints.Reason is { } reason ? (version, $"it shows nothing of a film of ours ({reason})")
                : prints.Hashes[0].Hash.DistanceTo(Known()) > HashAlgorithm.Pdq.DefaultDistance
                    ? (version, "it shows a film of ours wrongly")
                : (version, null);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return (null, "it cannot be started in its cage");
        }
    }
}

/// <summary>What came of trying ffmpeg.</summary>
/// <param name="Fingerprinter">Null where videos are not looked at.</param>
/// <param name="Version">Of ffmpeg; null where it has not said.</param>
/// <param name="Problem">Half a sentence; null where it works.</param>
internal sealed record VideoProof(VideoFingerprinter? Fingerprinter, string? Version, string? Problem);

/// <summary>What it says.</summary>
internal static partial class VideoGateLog
{
    [LoggerMessage(EventIds.FfmpegFails, LogLevel.Error,
        "Videos are matched by their digests alone, although {Path} is there: {Problem}. scanworker doctor tries it again.")]
    internal static partial void FfmpegFails(this ILogger logger, string path, string problem);
}
