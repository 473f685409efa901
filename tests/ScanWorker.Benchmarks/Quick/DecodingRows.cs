using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Benchmarks.Sets;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>What a JPEG of 1600 x 1004 costs from its bytes to its hash, in this process and in a decoder process, and
/// what such a process costs.</summary>
/// <remarks>
/// In time of processor, both processes together: that is what two lanes share, and what other work on the machine
/// changes least.
/// </remarks>
internal static class DecodingRows
{
    private const int Pictures = 300;
    private const int Starts = 10;

    private static readonly FingerprintOrder Order = new()
    {
        Transforms = FrameTransforms.Upright,
        FramesMax = 1,
        PixelsMax = 64_000_000,
        SidePixelsMax = 20_000,
        MemoryBytesMax = 192 << 20,
        Deadline = TimeSpan.FromMinutes(1),
    };

    internal static IEnumerable<(string Name, Func<QuickResult> Measure)> All =>
    [
        ("decode.jpeg.within.imagesharp", () => Within("decode.jpeg.within.imagesharp", isIsolated: false)),
        ("decode.jpeg.within.all", () => Within("decode.jpeg.within.all", isIsolated: true)),
        ("decode.jpeg.process.all", Process),
        ("decoder.start", Start),
        ("decoder.start.processor", StartProcessor),
        ("decoder.memory", Memory),
    ];

    private static byte[] Picture { get; } = TestImages.File(ImageFormat.Jpeg, 5, 1600, 1004);

    private static QuickResult Within(string name, bool isIsolated)
    {
        using var blocks = new BlockPool(16 << 20);
        return new QuickResult(name, ProcessorMs(FingerprinterOf(blocks, isIsolated), () => null), "ms");
    }

    private static QuickResult Process()
    {
        using var world = new World();
        var ms = ProcessorMs(world.Fingerprinter, () => world.Pool.Processes.AllIds);
        return new QuickResult("decode.jpeg.process.all", ms, "ms");
    }

    private static QuickResult Start()
    {
        var times = new double[Starts];
        for (var i = 0; i < times.Length; i++)
        {
            using var world = new World();
            var began = Stopwatch.GetTimestamp();
            using var lease = world.Lease();
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        return new QuickResult("decoder.start", times.Min(), "ms");
    }

    private static QuickResult StartProcessor()
    {
        using var world = new World();
        using var lease = world.Lease();
        using var process = System.Diagnostics.Process.GetProcessById(lease.Process.Id);
        return new QuickResult("decoder.start.processor", process.TotalProcessorTime.TotalMilliseconds, "ms");
    }

    private static QuickResult Memory()
    {
        using var world = new World();
        _ = ProcessorMs(world.Fingerprinter, () => world.Pool.Processes.AllIds);
        using var lease = world.Lease();
        var line = File.ReadLines($"/proc/{lease.Process.Id}/smaps_rollup")
            .First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return new QuickResult(
            "decoder.memory", double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024, "MiB");
    }

    private static double ProcessorMs(IContentFingerprinter fingerprinter, Func<IReadOnlyList<int>?> others)
    {
        Run(fingerprinter);
        var before = ProcessorOf(others());
        Run(fingerprinter);
        return (ProcessorOf(others()) - before).TotalMilliseconds / Pictures;
    }

    private static void Run(IContentFingerprinter fingerprinter)
    {
        for (var i = 0; i < Pictures; i++)
        {
            var prints = fingerprinter
                .FingerprintAsync(Picture, Order, new UnboundedMemory(), CancellationToken.None).AsTask()
                .GetAwaiter().GetResult();
            if (prints.Reason is { } reason)
            {
                throw new InvalidOperationException($"The picture is {reason}.");
            }
        }
    }

    private static TimeSpan ProcessorOf(IReadOnlyList<int>? others)
    {
        var sum = Environment.CpuUsage.TotalTime;
        foreach (var id in others ?? [])
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            sum += process.TotalProcessorTime;
        }

        return sum;
    }

    private static PictureFingerprinter FingerprinterOf(BlockPool blocks, bool isIsolated) => new(
        new PictureRouter(DecoderTable.Rows(blocks), isIsolated), TimeProvider.System,
        NullLogger<PictureFingerprinter>.Instance);

    /// <summary>One decoder process, started when it is first needed.</summary>
    private sealed class World : IDisposable
    {
        private readonly FakeMeterFactory _meters = new();
        private readonly BlockPool _blocks = new(16 << 20);

        public World()
        {
            var (file, arguments) = WorkerStart.Program;
            Pool = new DecoderPool(
                new DecoderProgram(
                    file == "dotnet" ? Environment.ProcessPath ?? file : file, [.. arguments, DecoderProgram.Command]),
                Options.Create(new DecodeOptions()), Options.Create(new LaneOptions { Lanes = 1 }),
                TimeProvider.System, new DecoderMetrics(_meters), NullLogger<DecoderPool>.Instance);
            Fingerprinter = new IsolatedFingerprinter(
                Pool, FingerprinterOf(_blocks, isIsolated: false), TimeProvider.System,
                NullLogger<IsolatedFingerprinter>.Instance);
        }

        public DecoderPool Pool { get; }

        public IsolatedFingerprinter Fingerprinter { get; }

        public DecoderLease Lease() =>
            Pool.LeaseAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult()
            ?? throw new InvalidOperationException("No decoder process can be started here.");

        public void Dispose()
        {
            Pool.Dispose();
            _meters.Dispose();
            _blocks.Dispose();
        }
    }
}
