using ScanWorker.Hashing.Pdq;
using ScanWorker.Hashing.Pdq.Areas;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Adapters.Decoding.Frames;

/// <summary>Where in a plane the parts lie that are hashed beside all of it.</summary>
internal static class CropAreas
{
    /// <summary>How many parts there are at most, whatever is asked for.</summary>
    public const int AreasMax = 2 + 4 + StraightSeams.CellsMax;

    /// <param name="plane">All of a frame.</param>
    /// <param name="queries">What is asked for.</param>
    /// <returns>In pixels of the plane.</returns>
    public static IEnumerable<(PictureCrop Crop, PictureArea Area)> Of(LumaPlane plane, CropQueries queries)
    {
        if (queries.HasFlag(CropQueries.Centre90))
        {
            yield return (PictureCrop.Centre90, Middle(plane, 90));
        }

        if (queries.HasFlag(CropQueries.Centre80))
        {
            yield return (PictureCrop.Centre80, Middle(plane, 80));
        }

        if (queries.HasFlag(CropQueries.Halves) && plane is { Width: > 1, Height: > 1 })
        {
            var (width, height) = (plane.Width / 2, plane.Height / 2);
            yield return (PictureCrop.LeftHalf, new PictureArea(0, 0, width, plane.Height));
            yield return (PictureCrop.RightHalf, new PictureArea(plane.Width - width, 0, width, plane.Height));
            yield return (PictureCrop.TopHalf, new PictureArea(0, 0, plane.Width, height));
            yield return (PictureCrop.BottomHalf, new PictureArea(0, plane.Height - height, plane.Width, height));
        }

        if (queries.HasFlag(CropQueries.Cells))
        {
            var crop = PictureCrop.Cell1;
            foreach (var cell in StraightSeams.CellsOf(plane))
            {
                yield return (crop++, cell);
            }
        }
    }

    private static PictureArea Middle(LumaPlane plane, int percent)
    {
        var (width, height) = (Part(plane.Width, percent), Part(plane.Height, percent));
        return new PictureArea((plane.Width - width) / 2, (plane.Height - height) / 2, width, height);
    }

    private static int Part(int size, int percent) => Math.Max(1, ((size * percent) + 50) / 100);
}
