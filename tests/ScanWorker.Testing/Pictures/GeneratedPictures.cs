namespace ScanWorker.Testing.Pictures;

/// <summary>The pictures whose hashes by the reference are kept as golden facts.</summary>
internal static class GeneratedPictures
{
    /// <summary>
    /// Each size with the patterns that are worth having there: around every threshold of the algorithm.
    /// </summary>
    internal static IReadOnlyList<GeneratedPicture> All { get; } =
    [
        // Too small to hash, and just large enough.
        .. Of(1, 1, PicturePattern.Flat), .. Of(4, 4, PicturePattern.Plasma), .. Of(4, 100, PicturePattern.Noise),
        .. Of(700, 4, PicturePattern.Noise), .. Of(5, 5, PicturePattern.Plasma, PicturePattern.Noise),
        .. Of(6, 7, PicturePattern.Rings), .. Of(17, 5, PicturePattern.Patches), .. Of(5, 300, PicturePattern.Plasma),
        // Window 1, and 64 x 64, which the reference does not filter for a single hash.
        .. Of(31, 33, PicturePattern.Plasma), .. Of(63, 64, PicturePattern.Patches),
        .. Of(65, 64, PicturePattern.Noise),
        .. Of(64, 64, Enum.GetValues<PicturePattern>()),
        .. Of(64, 65, PicturePattern.Stripes), .. Of(100, 64, PicturePattern.Plasma),
        // Windows 1 and 2, 2 and 3, 3 and 4, and different ones along the two axes.
        .. Of(127, 128, PicturePattern.Plasma), .. Of(128, 128, PicturePattern.Noise),
        .. Of(129, 127, PicturePattern.Rings),
        .. Of(130, 500, PicturePattern.Patches), .. Of(200, 333, PicturePattern.Plasma),
        .. Of(333, 200, PicturePattern.Noise),
        .. Of(255, 257, PicturePattern.Plasma), .. Of(256, 256, PicturePattern.Gradient, PicturePattern.Checker),
        .. Of(257, 255, PicturePattern.Stripes), .. Of(300, 6, PicturePattern.Plasma),
        .. Of(384, 384, PicturePattern.Noise),
        .. Of(385, 383, PicturePattern.Patches), .. Of(383, 385, PicturePattern.Plasma),
        .. Of(400, 90, PicturePattern.Rings),
        // The largest that is not sampled, in all patterns.
        .. Of(512, 512, Enum.GetValues<PicturePattern>()), .. Of(511, 512, PicturePattern.Plasma),
        .. Of(512, 511, PicturePattern.Noise), .. Of(512, 5, PicturePattern.Noise), .. Of(5, 512, PicturePattern.Rings),
        // Sampled: one dimension above 512 is enough, and the other one is then stretched.
        .. Of(513, 512, PicturePattern.Plasma), .. Of(512, 513, PicturePattern.Noise),
        .. Of(513, 513, PicturePattern.Patches),
        .. Of(640, 480, PicturePattern.Plasma, PicturePattern.Noise), .. Of(800, 601, PicturePattern.Stripes),
        .. Of(1000, 7, PicturePattern.Plasma), .. Of(1024, 1024, PicturePattern.Plasma, PicturePattern.Flat),
        .. Of(1600, 1004, PicturePattern.Plasma), .. Of(1535, 1537, PicturePattern.Noise),
        .. Of(3000, 40, PicturePattern.Plasma, PicturePattern.Noise), .. Of(40, 3000, PicturePattern.Patches),
    ];

    private static IEnumerable<GeneratedPicture> Of(int width, int height, params PicturePattern[] patterns) =>
        patterns.Select(pattern => new GeneratedPicture(pattern, width, height));
}
