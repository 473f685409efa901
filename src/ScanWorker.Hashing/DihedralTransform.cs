namespace ScanWorker.Hashing;

/// <summary>The eight symmetries of a square, in the order and naming of the PDQ reference.</summary>
public enum DihedralTransform
{
    Original = 0,
    Rotate90 = 1,
    Rotate180 = 2,
    Rotate270 = 3,
    FlipX = 4,
    FlipY = 5,
    FlipPlus1 = 6,
    FlipMinus1 = 7,
}
