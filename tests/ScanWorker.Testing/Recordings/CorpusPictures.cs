using ScanWorker.Adapters.Samples;

namespace ScanWorker.Testing.Recordings;

/// <summary>Small benign pictures of the recorded topics, and what happens to pictures on their way.</summary>
internal static class CorpusPictures
{
    private const int Width = 96;
    private const int Height = 72;

    public static SamplePicture Scene(int seed) => SamplePictures.Scene(seed, Width, Height);

    /// <summary>The file whose hashes a list would hold.</summary>
    public static byte[] Known(int seed) => Scene(seed).ToJpeg();

    /// <summary>All eight symmetries of a square, by name.</summary>
    public static IEnumerable<(string Name, SamplePicture Picture)> Transforms(SamplePicture picture)
    {
        foreach (var (prefix, start) in new[] { ("", picture), ("mirrored-", picture.Mirrored()) })
        {
            var turned = start;
            for (var degrees = 0; degrees < 360; degrees += 90)
            {
                yield return ($"{prefix}turned-{degrees}", turned);
                turned = turned.Rotated();
            }
        }
    }

    /// <summary>What platforms and people do to pictures.</summary>
    public static IEnumerable<(string Name, byte[] File)> Edits(SamplePicture picture)
    {
        yield return ("quality-40", picture.ToJpeg(40));
        yield return ("smaller", picture.Resized(Width * 3 / 4, Height * 3 / 4).ToJpeg());
        yield return ("larger", picture.Resized(Width * 2, Height * 2).ToJpeg());
        yield return ("brighter", picture.Brightened(1.2f).ToJpeg());
        yield return ("cropped", picture.Cropped(2).ToJpeg());
        yield return ("grey", picture.Greyed().ToJpeg());
    }

    public static IEnumerable<(string Name, byte[] File)> Formats(SamplePicture picture)
    {
        yield return ("png", picture.ToPng());
        yield return ("gif", picture.ToGif());
        yield return ("webp", picture.ToWebp());
        yield return ("webp-lossless", picture.ToLosslessWebp());
        yield return ("bmp", picture.ToBmp());
        yield return ("animation", SampleEncoding.ToGif([Scene(90), picture]));
    }
}
