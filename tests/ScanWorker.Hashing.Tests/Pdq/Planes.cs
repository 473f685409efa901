using ScanWorker.Hashing.Pdq;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Hashing.Tests.Pdq;

internal static class Planes
{
    /// <summary>The plane of a picture, set row by row as a decoder does.</summary>
    internal static LumaPlane Of(GeneratedPicture picture)
    {
        var plane = LumaPlane.For(picture.Width, picture.Height);
        var pixels = new byte[3 * picture.Width];
        for (var row = 0; row < plane.Height; row++)
        {
            picture.FillRow(plane.SourceRow(row), pixels);
            plane.SetRow(row, pixels);
        }

        return plane;
    }
}
