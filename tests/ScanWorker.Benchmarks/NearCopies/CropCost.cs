using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Pictures;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Benchmarks.NearCopies;

/// <summary>How much longer a lane is busy with a picture when a bank asks for every query.</summary>
/// <remarks>In time of processor, in turns of one run: other work on the machine changes the ratio least.</remarks>
internal static class CropCost
{
    private const int Rounds = 6;
    private const int PicturesPerRound = 20;

    private static readonly FingerprintOrder Order = new()
    {
        Transforms = FrameTransforms.Turned,
        FramesMax = 1,
        PixelsMax = 64_000_000,
        SidePixelsMax = 20_000,
        MemoryBytesMax = 192 << 20,
        Deadline = TimeSpan.FromMinutes(1),
    };

    internal static void Write(int known, int distance, TextWriter output)
    {
        var random = new Random(1);
        var index = HashIndex.Build(Enumerable.Range(0, known).Select(number =>
        {
            var bytes = new byte[Hash256.SizeBytes];
            random.NextBytes(bytes);
            return new Entry("b", $"{number}", "s") { Pdq = new Hash256(bytes) };
        }));
        output.WriteLine(
            $"Decoding, hashing and searching {known} entries, within {distance} bits by each query; "
            + "ms of processor without and with all queries:");
        WriteRow("a JPEG of 1600 x 1004", TestImages.File(ImageFormat.Jpeg, 5, 1600, 1004), index, distance, output);
        WriteRow("a JPEG of 640 x 480", TestImages.File(ImageFormat.Jpeg, 5), index, distance, output);
        WriteRow("a JPEG of 1600 x 1004, a grid of 2 x 2", Grid(800, 502), index, distance, output);
    }

    private static byte[] Grid(int width, int height)
    {
        var grid = new GreyPicture(2 * width, 2 * height);
        for (var cell = 0; cell < 4; cell++)
        {
            grid.Draw(UnrelatedPictures.Make(4 * cell, width, height), cell % 2 * width, cell / 2 * height);
        }

        using var image = Image.LoadPixelData<L8>(grid.Pixels, grid.Width, grid.Height);
        using var file = new MemoryStream();
        image.CloneAs<Rgb24>().Save(file, new JpegEncoder { Quality = 85 });
        return file.ToArray();
    }

    private static void WriteRow(string name, byte[] picture, HashIndex index, int distance, TextWriter output)
    {
        using var blocks = new BlockPool(16 << 20);
        var fingerprinter = new PictureFingerprinter(
            new PictureRouter(DecoderTable.Rows(blocks), isIsolated: false), TimeProvider.System,
            NullLogger<PictureFingerprinter>.Instance);
        var (without, with) = (PlanOf(index, null), PlanOf(index, new CropDistances
        {
            Centre90 = distance,
            Centre80 = distance,
            Halves = distance,
            Cells = distance,
        }));
        var (before, after) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var round = -1; round < Rounds; round++)
        {
            var (one, other) = (TimeOf(without), TimeOf(with));
            (before, after) = round < 0 ? default : (before + one, after + other); // The first round warms up.
        }

        var pictures = Rounds * PicturesPerRound;
        output.WriteLine(
            $"{name}: {before.TotalMilliseconds / pictures:0.0}, {after.TotalMilliseconds / pictures:0.0}: "
            + $"{(after / before) - 1:P0} more");

        TimeSpan TimeOf(SearchPlan plan)
        {
            var started = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < PicturesPerRound; i++)
            {
                var prints = fingerprinter.FingerprintAsync(
                    picture, Order with { Crops = plan.Crops }, new UnboundedMemory(), CancellationToken.None).AsTask()
                    .GetAwaiter().GetResult();
                _ = MatchStage.Near(prints.Hashes, index, plan);
            }

            return Environment.CpuUsage.TotalTime - started;
        }
    }

    private static SearchPlan PlanOf(HashIndex index, CropDistances? crops) => new SearchPlanner().PlanFor(
        index, new VerdictPolicy(new PolicySettings { DefaultBank = new BankPolicy { Crops = crops } }, "benchmark"),
        DateTimeOffset.UnixEpoch);
}
