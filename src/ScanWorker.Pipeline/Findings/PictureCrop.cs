namespace ScanWorker.Pipeline.Findings;

/// <summary>Which part of a frame was hashed.</summary>
public enum PictureCrop
{
    /// <summary>All of it.</summary>
    None,

    /// <summary>What is within a border of one colour.</summary>
    Border,
}
