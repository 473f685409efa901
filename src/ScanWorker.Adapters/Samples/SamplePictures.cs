namespace ScanWorker.Adapters.Samples;

/// <summary>Draws pictures for the demo, the canary and the tests: clouds of noise with shapes before them. Nothing
/// in them is real.</summary>
/// <remarks>The same seed gives the same pixels on every machine; two seeds give perceptual hashes far apart.</remarks>
internal static class SamplePictures
{
    private const int Octaves = 7;
    private const int CoarsestCells = 3;
    private const int Shapes = 14;

    /// <summary>A picture with its own clouds, colours and shapes.</summary>
    public static SamplePicture Scene(int seed, int width = 640, int height = 480)
    {
        var random = new SampleNumbers(seed);
        var (dark, light) = (Colour.Between(ref random, 0, 110), Colour.Between(ref random, 140, 255));
        var picture = SamplePicture.Blank(width, height);
        var noiseSeed = random.Next();
        picture.Paint((x, y) => Colour.Mix(dark, light, Clouds(noiseSeed, (float)x / width, (float)y / width)));
        for (var i = 0; i < Shapes; i++)
        {
            DrawShape(picture, ref random, i);
        }

        return picture;
    }

    /// <summary>One colour everywhere: a picture that no perceptual hash can tell from another.</summary>
    public static SamplePicture Flat(int width = 640, int height = 480, byte grey = 128)
    {
        var picture = SamplePicture.Blank(width, height);
        picture.Paint((_, _) => new Colour(grey, grey, grey));
        return picture;
    }

    // Value noise: random numbers at the corners of a grid, smoothly blended, in ever finer and fainter grids.
    private static float Clouds(uint seed, float x, float y)
    {
        var (sum, weight, total, cells) = (0f, 1f, 0f, CoarsestCells);
        for (var octave = 0; octave < Octaves; octave++)
        {
            sum += weight * Blend(seed + (uint)octave, x * cells, y * cells);
            (total, weight, cells) = (total + weight, weight * 0.6f, cells * 2);
        }

        return sum / total;
    }

    private static float Blend(uint seed, float x, float y)
    {
        var (column, row) = ((int)x, (int)y);
        var (right, down) = (Smooth(x - column), Smooth(y - row));
        var top = float.Lerp(SampleNumbers.At(seed, column, row), SampleNumbers.At(seed, column + 1, row), right);
        var bottom = float.Lerp(
            SampleNumbers.At(seed, column, row + 1), SampleNumbers.At(seed, column + 1, row + 1), right);
        return float.Lerp(top, bottom, down);
    }

    private static float Smooth(float t) => t * t * (3 - (2 * t));

    private static void DrawShape(SamplePicture picture, ref SampleNumbers random, int index)
    {
        var colour = index % 2 == 0 ? Colour.Between(ref random, 0, 90) : Colour.Between(ref random, 165, 255);
        var (centreX, centreY) = (random.Unit() * picture.Width, random.Unit() * picture.Height);
        var radiusX = (0.04f + (random.Unit() * 0.14f)) * picture.Width;
        var radiusY = (0.04f + (random.Unit() * 0.14f)) * picture.Height;
        var isRound = random.Unit() < 0.5f;
        picture.PaintWithin(centreX - radiusX, centreY - radiusY, centreX + radiusX, centreY + radiusY, (x, y, below) =>
        {
            var (fromX, fromY) = ((x - centreX) / radiusX, (y - centreY) / radiusY);
            return !isRound || (fromX * fromX) + (fromY * fromY) <= 1 ? Colour.Mix(below, colour, 0.85f) : below;
        });
    }
}
