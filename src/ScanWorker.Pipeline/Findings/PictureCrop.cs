using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Findings;

/// <summary>Which part of a frame was hashed.</summary>
public enum PictureCrop
{
    /// <summary>All of it.</summary>
    None,

    /// <summary>What is within a border of one colour.</summary>
    Border,

    /// <summary>The middle 90 % of its width and height.</summary>
    Centre90,

    /// <summary>The middle 80 % of its width and height.</summary>
    Centre80,

    LeftHalf,
    RightHalf,
    TopHalf,
    BottomHalf,

    /// <summary>A picture of a grid, counted row by row.</summary>
    Cell1,
    Cell2,
    Cell3,
    Cell4,
    Cell5,
    Cell6,
    Cell7,
    Cell8,
    Cell9,
}

/// <summary>Which query a crop belongs to.</summary>
internal static class PictureCropExtensions
{
    extension(PictureCrop crop)
    {
        /// <summary>None for what is hashed of every frame: all of it, and what is within a border.</summary>
        public CropQueries Query => crop switch
        {
            PictureCrop.None or PictureCrop.Border => CropQueries.None,
            PictureCrop.Centre90 => CropQueries.Centre90,
            PictureCrop.Centre80 => CropQueries.Centre80,
            <= PictureCrop.BottomHalf => CropQueries.Halves,
            _ => CropQueries.Cells,
        };
    }
}
