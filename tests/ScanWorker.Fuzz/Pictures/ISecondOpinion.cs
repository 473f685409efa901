using ScanWorker.Hashing.Pdq;
using SkiaSharp;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>What somebody else shows of contents, on a white page. Apart from the product's own decoders on
/// purpose.</summary>
internal interface ISecondOpinion : IAsyncDisposable
{
    /// <summary>Looks at many contents at once.</summary>
    /// <returns>For each, in order, the frames that are shown; none if nothing is.</returns>
    Task<IReadOnlyList<IReadOnlyList<PdqFingerprint>>> OfAsync(IReadOnlyList<byte[]> contents);
}

/// <summary>Hashes what is shown.</summary>
internal static class ShownPicture
{
    /// <param name="picture">RGBA, not premultiplied. What is not opaque lies on white.</param>
    /// <param name="area">Of it.</param>
    public static PdqFingerprint FingerprintOf(SKBitmap picture, SKRectI area)
    {
        using var plane = LumaPlane.For(area.Width, area.Height);
        var pixels = picture.GetPixelSpan();
        var row = new byte[area.Width * 3];
        for (var y = 0; y < plane.Height; y++)
        {
            var from = pixels.Slice(
                (((area.Top + plane.SourceRow(y)) * picture.Width) + area.Left) * 4, area.Width * 4);
            for (var x = 0; x < area.Width; x++)
            {
                var pixel = from.Slice(x * 4, 4);
                for (var i = 0; i < 3; i++)
                {
                    row[(x * 3) + i] = OnWhite(pixel[i], pixel[3]);
                }
            }

            plane.SetRow(y, row);
        }

        return PdqHasher.Hash(plane);
    }

    private static byte OnWhite(byte colour, byte alpha) =>
        (byte)((((colour * alpha) + (byte.MaxValue * (byte.MaxValue - alpha))) + 127) / byte.MaxValue);
}
