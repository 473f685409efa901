namespace ScanWorker.Testing.Pictures;

/// <summary>
/// Any number of benign grey pictures that have nothing to do with each other: clouds, rectangles, ellipses before
/// clouds, and pages with lines of text and a picture. The same seed gives the same picture.
/// </summary>
internal static class UnrelatedPictures
{
    private const int Kinds = 4;

    internal static GreyPicture Make(int seed, int width, int height)
    {
        var random = new Random(seed);
        var picture = new GreyPicture(width, height);
        switch ((uint)seed % Kinds)
        {
            case 0:
                Clouds(picture, random);
                break;
            case 1:
                Rectangles(picture, random, random.Next(12, 40));
                break;
            case 2:
                Clouds(picture, random);
                Ellipses(picture, random, random.Next(2, 9));
                break;
            default:
                Page(picture, random);
                break;
        }

        return picture;
    }

    // Octaves of value noise, each of half the weight and half the size of the one before.
    private static void Clouds(GreyPicture picture, Random random)
    {
        var (octaves, weight, total) = (random.Next(4, 7), 1f, 0f);
        var sums = new float[picture.Width * picture.Height];
        for (var octave = 0; octave < octaves; octave++, weight /= 1.6f)
        {
            var cells = (2 << octave) + random.Next(2);
            var values = new float[(cells + 2) * (cells + 2)];
            foreach (ref var value in values.AsSpan())
            {
                value = random.NextSingle() * weight;
            }

            total += weight;
            for (var y = 0; y < picture.Height; y++)
            {
                var down = (float)y * cells / picture.Height;
                var (row, v) = ((int)down, down - (int)down);
                for (var x = 0; x < picture.Width; x++)
                {
                    var across = (float)x * cells / picture.Width;
                    var (column, u) = ((int)across, across - (int)across);
                    var at = (row * (cells + 2)) + column;
                    sums[(y * picture.Width) + x] +=
                        (((values[at] * (1 - u)) + (values[at + 1] * u)) * (1 - v))
                        + (((values[at + cells + 2] * (1 - u)) + (values[at + cells + 3] * u)) * v);
                }
            }
        }

        for (var i = 0; i < sums.Length; i++)
        {
            picture.Pixels[i] = (byte)Math.Clamp(((sums[i] / total) - 0.2f) * 425, 0, 255);
        }
    }

    private static void Rectangles(GreyPicture picture, Random random, int count)
    {
        picture.Pixels.AsSpan().Fill((byte)random.Next(256));
        for (var i = 0; i < count; i++)
        {
            var (width, height) = (random.Next(4, picture.Width), random.Next(4, picture.Height));
            picture.Fill(
                random.Next(-width / 2, picture.Width), random.Next(-height / 2, picture.Height), width / 2, height / 2,
                (byte)random.Next(256));
        }
    }

    private static void Ellipses(GreyPicture picture, Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var (radiusX, radiusY) = (random.Next(8, picture.Width / 3), random.Next(8, picture.Height / 3));
            var (centreX, centreY) = (random.Next(picture.Width), random.Next(picture.Height));
            var grey = (byte)random.Next(256);
            for (var y = Math.Max(0, centreY - radiusY); y < Math.Min(picture.Height, centreY + radiusY); y++)
            {
                var v = (float)(y - centreY) / radiusY;
                var half = (int)(radiusX * MathF.Sqrt(Math.Max(0, 1 - (v * v))));
                picture.Fill(centreX - half, y, 2 * half, 1, grey);
            }
        }
    }

    private static void Page(GreyPicture picture, Random random)
    {
        var (paper, ink) = ((byte)random.Next(200, 256), (byte)random.Next(100));
        picture.Pixels.AsSpan().Fill(paper);
        var (line, margin) = (random.Next(6, 14), random.Next(5, picture.Width / 6));
        for (var y = random.Next(5, 40); y < picture.Height - line; y += line + random.Next(2, 6))
        {
            for (var x = margin; x < picture.Width - margin && random.Next(25) > 0;)
            {
                var word = random.Next(5, 40);
                picture.Fill(x, y, Math.Min(word, picture.Width - margin - x), line / 2, ink);
                x += word + random.Next(3, 9);
            }
        }

        var inset = new GreyPicture(random.Next(40, picture.Width), random.Next(40, picture.Height));
        Clouds(inset, random);
        picture.Draw(
            inset, random.Next(picture.Width - inset.Width + 1), random.Next(picture.Height - inset.Height + 1));
    }
}
