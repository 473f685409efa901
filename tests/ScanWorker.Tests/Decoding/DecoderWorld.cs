using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Decoding;

/// <summary>Real decoder processes, started from the program as the build left it.</summary>
internal sealed class DecoderWorld : IDisposable
{
    public const int Stop = 19;

    public static readonly FingerprintOrder Order = new()
    {
        Transforms = FrameTransforms.Turned,
        FramesMax = 4,
        PixelsMax = 4_000_000,
        SidePixelsMax = 4000,
        MemoryBytesMax = 64 << 20,
        Deadline = TimeSpan.FromSeconds(60),
    };

    private readonly FakeMeterFactory _meters = new();
    private readonly BlockPool _blocks = new(16 << 20);

    /// <param name="lanes">One process more than that is kept ready.</param>
    /// <param name="program">Null: as the build left it.</param>
    /// <param name="video">Null: videos are matched by their digests alone.</param>
    public DecoderWorld(int lanes, DecoderProgram? program = null, VideoOptions? video = null)
    {
        program ??= Program;
        var logs = new LoggerFactory([new FakeLoggerProvider(Logs)]);
        Metrics = new DecoderMetrics(_meters);
        Pool = new DecoderPool(
            program,
            Options.Create(new DecodeOptions { MemoryBytesMax = Order.MemoryBytesMax }),
            Options.Create(new LaneOptions { Lanes = lanes }), TimeProvider.System, Metrics,
            logs.CreateLogger<DecoderPool>());
        Within = new PictureFingerprinter(
            new PictureRouter(DecoderTable.Rows(_blocks), isIsolated: true), TimeProvider.System,
            NullLogger<PictureFingerprinter>.Instance);
        Videos = video is null ? null : new VideoGate(
            program, Pool, Options.Create(video), TimeProvider.System, Metrics, logs.CreateLogger<VideoGate>());
        Isolated = new IsolatedFingerprinter(
            Pool, Within, TimeProvider.System, logs.CreateLogger<IsolatedFingerprinter>(), Videos);
    }

    public static DecoderProgram Program { get; } =
        DecoderProgram.Find("scanworker") ?? throw new InvalidOperationException("No program.");

    public FakeLogCollector Logs { get; } = new();

    public VideoGate? Videos { get; }

    public DecoderMetrics Metrics { get; }

    public DecoderPool Pool { get; }

    /// <summary>The same decoders in this process, native ones too.</summary>
    public PictureFingerprinter Within { get; }

    public IsolatedFingerprinter Isolated { get; }

    /// <summary>Decoder processes of this very test process.</summary>
    public static IReadOnlyList<int> ProcessIds =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
           where ArgumentsOf(folder) is [.., DecoderProgram.Command, var parent, _, _, _]
               && parent == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
           select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
    ];

    public async Task<ContentFingerprints> FingerprintAsync(byte[] content, FingerprintOrder? order = null) =>
        await Task.Factory.StartNew(
            () => Isolated.FingerprintAsync(
                content, order ?? Order, new UnboundedMemory(), CancellationToken.None).AsTask(),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>Waits until so many processes are ready.</summary>
    public void WaitForProcesses(int count) => Poll.Until(
        () => ReadyCount() == count, TimeSpan.FromSeconds(60), () => $"{ReadyCount()} are ready.");

    public void Dispose()
    {
        Videos?.Dispose();
        Pool.Dispose();
        _meters.Dispose();
        _blocks.Dispose();
    }

    private int ReadyCount() => Pool.Processes.IdleCount;

    private static string[] ArgumentsOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"))
                .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
