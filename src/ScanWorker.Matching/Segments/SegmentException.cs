namespace ScanWorker.Matching.Segments;

/// <summary>A segment or snapshot is cut, altered, foreign, or of a newer version. It must not be used.</summary>
/// <remarks>The message says what is wrong and where; it holds no hash and no entry id.</remarks>
public sealed class SegmentException : Exception
{
    internal SegmentException(string message)
        : base(message)
    {
    }

    internal SegmentException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
