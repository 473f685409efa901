namespace ScanWorker.Hashing.Pdq;

/// <summary>A part of a picture or of a plane, in its own pixels.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">1 or more.</param>
/// <param name="Height">1 or more.</param>
public readonly record struct PictureArea(int X, int Y, int Width, int Height);
