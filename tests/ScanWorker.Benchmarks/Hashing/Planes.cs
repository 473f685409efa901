using ScanWorker.Hashing.Pdq;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Benchmarks.Hashing;

internal static class Planes
{
    /// <summary>A plane with as much to see as a photograph has.</summary>
    internal static LumaPlane Plasma(int width, int height)
    {
        var picture = new GeneratedPicture(PicturePattern.Plasma, width, height);
        var plane = LumaPlane.For(width, height);
        var pixels = new byte[3 * width];
        for (var row = 0; row < plane.Height; row++)
        {
            picture.FillRow(plane.SourceRow(row), pixels);
            plane.SetRow(row, pixels);
        }

        return plane;
    }
}
