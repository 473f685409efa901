using ScanWorker.Pipeline.Control;

namespace ScanWorker.Pipeline.Ports;

/// <summary>
/// The pictures by which the worker proves itself. They are part of the program: drawn by us, nothing in them is real.
/// </summary>
public interface ICanaryPictures
{
    /// <summary>
    /// At least one picture in each format that is decoded, one listed by its digest, and one that is unknown.
    /// </summary>
    IReadOnlyList<CanaryPicture> All { get; }
}
