namespace ScanWorker.Pipeline.Findings;

/// <summary>What the transparent pixels of a frame were laid over.</summary>
public enum PictureBackdrop
{
    /// <summary>Nothing: the stored colours were hashed.</summary>
    None,

    White,

    Black,
}
