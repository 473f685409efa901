namespace ScanWorker.Pipeline.Content;

/// <summary>Brings content of the URI schemes it knows into memory. One implementation a kind of store;
/// thread-safe.</summary>
public interface IContentFetcher
{
    /// <summary>The URI schemes it serves, in lower case.</summary>
    IReadOnlyCollection<string> Schemes { get; }

    /// <summary>One attempt; the fetch stage owns deadline and retries.</summary>
    /// <param name="location">Absolute, of one of <see cref="Schemes"/>.</param>
    /// <param name="limits">How many bytes at most, and the memory, reserved before the body is read: see
    /// <see cref="ContentReader"/>.</param>
    /// <param name="cancellation">Deadline or shutdown.</param>
    /// <returns>Owned content, or why the upload has none.</returns>
    /// <exception cref="ContentUnavailableException">A failure that may pass: another attempt may succeed.</exception>
    ValueTask<Outcome<FetchedContent>> FetchAsync(Uri location, ContentLimits limits, CancellationToken cancellation);
}

/// <summary>A content store failed in a way that may pass: refused connection, time-out, 5xx, throttling.</summary>
/// <remarks>The message names the kind of failure and never the location.</remarks>
public sealed class ContentUnavailableException : Exception
{
    public ContentUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
