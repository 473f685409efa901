namespace ScanWorker.Testing.Pictures;

/// <summary>The colour of one pixel of a pattern.</summary>
internal static class PatternPixels
{
    private const int Unit = 1024;
    private const int PatchCount = 24;

    internal static (int Red, int Green, int Blue) At(PicturePattern pattern, int x, int y, int width, int height)
    {
        // Where the pixel lies, in 1024ths, so that a pattern looks the same at every size.
        var u = (int)((long)x * Unit / width);
        var v = (int)((long)y * Unit / height);
        return pattern switch
        {
            PicturePattern.Flat => (90, 140, 200),
            PicturePattern.Gradient => (u / 4, v / 4, (u + v) / 8),
            PicturePattern.Checker => (((u / 128) + (v / 128)) & 1) == 0 ? (240, 240, 224) : (16, 24, 32),
            PicturePattern.Noise => Bytes(Scramble(x, y, 0)),
            PicturePattern.Rings => (Ring(u, v, 300, 300), Ring(u, v, 700, 400), Ring(u, v, 512, 900)),
            PicturePattern.Plasma => (Plasma(u, v, 1), Plasma(u, v, 2), Plasma(u, v, 3)),
            PicturePattern.Stripes => Stripe(((3 * u) + (5 * v)) / 4),
            PicturePattern.Patches => Patch(u, v),
            PicturePattern.Sparse => Scramble(x, y, 4) % 97 == 0 ? (255, 255, 255) : (0, 0, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(pattern)),
        };
    }

    private static int Ring(int u, int v, int centreU, int centreV) =>
        Triangle((((u - centreU) * (u - centreU)) + ((v - centreV) * (v - centreV))) / 256);

    private static (int Red, int Green, int Blue) Stripe(int phase) =>
        (Triangle(phase), 255 - Triangle(phase), Triangle(phase) / 2);

    private static int Triangle(int phase) => (phase & 256) == 0 ? phase & 255 : 255 - (phase & 255);

    /// <summary>Four octaves of value noise, halved in weight from one to the next.</summary>
    private static int Plasma(int u, int v, int seed)
    {
        var sum = 0;
        for (var octave = 0; octave < 4; octave++)
        {
            sum += Lattice(u, v, 256 >> octave, (16 * seed) + octave) >> octave;
        }

        return Math.Min(sum * 8 / 15, 255);
    }

    private static int Lattice(int u, int v, int cell, int seed)
    {
        var (left, top) = (u / cell, v / cell);
        var (across, down) = (u % cell, v % cell);
        var upper = (Value(left, top) * (cell - across)) + (Value(left + 1, top) * across);
        var lower = (Value(left, top + 1) * (cell - across)) + (Value(left + 1, top + 1) * across);
        return ((upper * (cell - down)) + (lower * down)) / (cell * cell);

        int Value(int column, int row) => (int)(Scramble(column, row, seed) & 255);
    }

    /// <summary>Rectangles laid over each other; the last one that covers the point is seen.</summary>
    private static (int Red, int Green, int Blue) Patch(int u, int v)
    {
        for (var i = PatchCount; i > 0; i--)
        {
            var bits = Scramble(i, 0, 5);
            var (left, top) = ((int)(bits & 1023) - 128, (int)((bits >> 10) & 1023) - 128);
            var (width, height) = ((int)((bits >> 20) & 511) + 64, (int)((bits >> 29) & 511) + 64);
            if (u >= left && u < left + width && v >= top && v < top + height)
            {
                return Bytes(bits >> 38);
            }
        }

        return (128, 128, 128);
    }

    private static (int Red, int Green, int Blue) Bytes(ulong bits) =>
        ((int)(bits & 255), (int)((bits >> 8) & 255), (int)((bits >> 16) & 255));

    /// <summary>The finalizer of SplitMix64 over the two coordinates and a seed.</summary>
    private static ulong Scramble(int x, int y, int seed)
    {
        var bits = unchecked(((ulong)(uint)x << 32 | (uint)y) + ((ulong)seed * 0x9E3779B97F4A7C15));
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D049BB133111EB);
        return bits ^ (bits >> 31);
    }
}
