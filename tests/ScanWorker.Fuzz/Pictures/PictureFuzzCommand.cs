using System.Diagnostics;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using SkiaSharp;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>
/// Mutates pictures and compares what the product makes of them with what a browser shows. A silent pass is a picture
/// that a browser shows as the known one and that the product neither recognises nor says it could not judge.
/// </summary>
internal static class PictureFuzzCommand
{
    public const string Name = "pictures";
    private const int Done = 0;
    private const int Found = 1;
    private const int UsageError = 64;
    private const int AtOnce = 256;
    private const string Usage = """
        usage: pictures [--format F] [--runs N] [--from N] [--seed S] [--keep DIRECTORY] [--decoders all|one]
                        [--opinion skia|chromium]
               pictures [--decoders all|one] [--opinion skia|chromium] FILE|DIRECTORY...   these, not mutations
               pictures ordinary FILE...      whether files as encoders make them are canonical, and decode alike
               pictures samples DIRECTORY N   N generated pictures as PNG, for encoders
               pictures originals DIRECTORY   the two pictures that Originals/make.sh encodes
        """;

    public static async Task<int> RunAsync(ReadOnlyMemory<string> arguments, TextWriter output, TextWriter errors)
    {
        if (TryOther(arguments.Span, output) is { } result)
        {
            return result;
        }

        var options = new PictureFuzzOptions();
        if (!options.TakeAll(arguments.Span))
        {
            errors.WriteLine(Usage);
            return UsageError;
        }

        await using ISecondOpinion opinion =
            options.IsChromium ? await ChromiumOpinion.StartAsync(options.Cell) : new SkiaOpinion(options.PixelsMax);
        if (options.Paths.Count > 0)
        {
            return await SeenPictures.RunAsync(options, opinion, output) ? Done : Found;
        }

        var isSound = true;
        foreach (var format in options.Formats)
        {
            isSound &= await RunAsync(format, options, opinion, output);
        }

        return isSound ? Done : Found;
    }

    private static int? TryOther(ReadOnlySpan<string> args, TextWriter output)
    {
        if (args is ["ordinary", ..])
        {
            return OrdinaryPictures.Run(args[1..].ToArray(), output) ? Done : Found;
        }

        if (args is ["samples", var folder, var count] && int.TryParse(count, out var samples))
        {
            WriteSamples(folder, samples);
            return Done;
        }

        if (args is ["originals", var originals])
        {
            File.WriteAllBytes(Path.Combine(originals, "known.png"), PictureFuzzTarget.Known.ToPng());
            File.WriteAllBytes(Path.Combine(originals, "other.png"), PictureFuzzTarget.Other.ToPng());
            return Done;
        }

        return null;
    }

    private static async Task<bool> RunAsync(
        ImageFormat format, PictureFuzzOptions options, ISecondOpinion opinion, TextWriter output)
    {
        var target = new PictureFuzzTarget(format, options);
        var outcomes = new PictureOutcome[options.Runs];
        var started = Stopwatch.GetTimestamp();
        for (var done = 0; done < options.Runs; done += AtOnce)
        {
            var pictures = Enumerable.Range(done, Math.Min(AtOnce, options.Runs - done))
                .Select(run => target.Picture(options.Seed, options.From + run)).ToList();
            var shown = await opinion.OfAsync(pictures);
            _ = Parallel.For(0, pictures.Count, i =>
            {
                outcomes[done + i] = target.Compare(pictures[i], shown[i]);
                if (outcomes[done + i] == PictureOutcome.SilentPass)
                {
                    options.Keep(KebabCase.Of(format), options.From + done + i, pictures[i]);
                }
            });
        }

        var told = string.Join(", ", outcomes.CountBy(outcome => outcome).OrderBy(pair => pair.Key)
            .Select(pair => $"{pair.Value} {KebabCase.Of(pair.Key)}"));
        output.WriteLine(
            $"{KebabCase.Of(format)}: {options.Runs} runs from seed {options.Seed}: {told}; "
            + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s.");
        foreach (var (run, _) in outcomes.Index().Where(one => one.Item == PictureOutcome.SilentPass))
        {
            output.WriteLine(
                $"{KebabCase.Of(format)}: run {options.From + run} of seed {options.Seed} passes in silence.");
        }

        return !outcomes.Contains(PictureOutcome.SilentPass);
    }

    private static void WriteSamples(string folder, int count)
    {
        _ = Directory.CreateDirectory(folder);
        for (var i = 0; i < count; i++)
        {
            var (width, height) = (160 + (i * 37 % 480), 120 + (i * 53 % 360));
            File.WriteAllBytes(Path.Combine(folder, $"{i:D4}.png"), SamplePictures.Scene(i, width, height).ToPng());
        }
    }
}

/// <summary>What a run is asked to do.</summary>
internal sealed class PictureFuzzOptions
{
    /// <summary>As many as the product looks at by default.</summary>
    public const int FilePixelsMax = 64_000_000;

    private ImageFormat? _format;

    /// <summary>Those that whoever is asked decodes, unless one was chosen.</summary>
    public IReadOnlyList<ImageFormat> Formats =>
        _format is { } one ? [one] : IsChromium ? [.. Codecs, ImageFormat.Avif] : Codecs;

    private static IReadOnlyList<ImageFormat> Codecs { get; } =
    [
        ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Gif, ImageFormat.Webp, ImageFormat.Bmp, ImageFormat.Ico,
    ];

    public int Runs { get; private set; } = 20_000;

    public int From { get; private set; }

    public int Seed { get; private set; } = 1;

    /// <summary>With the decoders that a process of its own may use, or with ImageSharp alone.</summary>
    public bool IsIsolated { get; private set; } = true;

    /// <summary>A browser itself is asked, instead of its codecs.</summary>
    public bool IsChromium { get; private set; }

    /// <summary>Of what is larger neither opinion is asked.</summary>
    public int PixelsMax => Paths.Count > 0 ? FilePixelsMax : 4_000_000;

    /// <summary>What a browser gives to a picture: a mutation's own size, and much for one of any size.</summary>
    public SKSizeI Cell => Paths.Count > 0 ? new SKSizeI(512, 512) : new SKSizeI(160, 120);

    /// <summary>Files and folders to be compared instead of mutations.</summary>
    public IReadOnlyList<string> Paths { get; private set; } = [];

    private string? Folder { get; set; }

    /// <returns>Whether all were options, or paths behind them that exist.</returns>
    public bool TakeAll(ReadOnlySpan<string> args)
    {
        while (args is [var option, var value, ..] && Take(option, value))
        {
            args = args[2..];
        }

        Paths = args.ToArray();
        return Paths.All(Path.Exists);
    }

    private bool Take(string option, string value)
    {
        switch (option)
        {
            case "--format" when Enum.TryParse<ImageFormat>(value, ignoreCase: true, out var format):
                _format = format;
                return true;
            case "--runs" when int.TryParse(value, out var runs):
                Runs = runs;
                return true;
            case "--from" when int.TryParse(value, out var from):
                From = from;
                return true;
            case "--seed" when int.TryParse(value, out var seed):
                Seed = seed;
                return true;
            case "--decoders" when value is "all" or "one":
                IsIsolated = value == "all";
                return true;
            case "--opinion" when value is "skia" or "chromium":
                IsChromium = value == "chromium";
                return true;
            case "--keep":
                Folder = Directory.CreateDirectory(value).FullName;
                return true;
            default:
                return false;
        }
    }

    public void Keep(string format, int run, byte[] picture)
    {
        if (Folder is not null)
        {
            File.WriteAllBytes(Path.Combine(Folder, $"{format}-{Seed}-{run}.{format}"), picture);
        }
    }
}
