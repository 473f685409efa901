namespace ScanWorker.Pipeline.Content;

/// <summary>A content store failed in a way that may pass: refused connection, time-out, 5xx, throttling.</summary>
/// <remarks>The message names the kind of failure and never the location.</remarks>
public sealed class ContentUnavailableException : Exception
{
    public ContentUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
