using ScanWorker.Adapters.Samples;

namespace ScanWorker.Fuzz.Pictures.Colours;

/// <summary>How a picture's colours are stored so that only a statement about them brings the picture back: what an
/// uploader does who wants people to see one picture and a decoder another.</summary>
internal enum StoredColours
{
    /// <summary>As sRGB. A statement that changes colours takes the picture away.</summary>
    AsShown,

    /// <summary>Light is dark and dark is light.</summary>
    Inverted,

    /// <summary>Red is blue, green is red and blue is green.</summary>
    Exchanged,

    /// <summary>Linear light.</summary>
    Linear,

    /// <summary>The curve of screens of a high dynamic range (SMPTE ST 2084).</summary>
    Perceptual,
}

internal static class StoredPictures
{
    // Peak white of the curve is 10,000 nits, white of a page 203.
    private const double PageWhite = 203.0 / 10_000;

    extension(SamplePicture picture)
    {
        public SamplePicture StoredAs(StoredColours colours)
        {
            var stored = SamplePicture.Blank(picture.Width, picture.Height);
            stored.PaintWithin(0, 0, picture.Width, picture.Height, (x, y, _) => Of(picture, x, y, colours));
            return stored;
        }
    }

    private static Colour Of(SamplePicture picture, int x, int y, StoredColours colours)
    {
        var at = 3 * ((y * picture.Width) + x);
        var (red, green, blue) = (picture.Rgb[at], picture.Rgb[at + 1], picture.Rgb[at + 2]);
        return colours switch
        {
            StoredColours.Inverted => new((byte)(255 - red), (byte)(255 - green), (byte)(255 - blue)),
            StoredColours.Exchanged => new(blue, red, green),
            StoredColours.Linear => new(Byte(Light(red)), Byte(Light(green)), Byte(Light(blue))),
            StoredColours.Perceptual => new(Pq(red), Pq(green), Pq(blue)),
            _ => new(red, green, blue),
        };
    }

    private static byte Byte(double value) => (byte)Math.Round(value * 255);

    private static double Light(byte stored)
    {
        var x = stored / 255.0;
        return x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);
    }

    private static byte Pq(byte stored)
    {
        var power = Math.Pow(Light(stored) * PageWhite, 0.1593017578125);
        return Byte(Math.Pow((0.8359375 + (18.8515625 * power)) / (1 + (18.6875 * power)), 78.84375));
    }
}
