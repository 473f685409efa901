namespace ScanWorker.Pipeline.Content;

/// <summary>Where the bytes of an upload are: at a URI, or in the event itself.</summary>
/// <remarks>A URI may carry a signature: it is never logged and never put in a tag.</remarks>
public abstract record ContentLocation
{
    private ContentLocation()
    {
    }

    /// <summary>At <paramref name="Uri"/> (<c>file:</c>, <c>http:</c>, <c>https:</c>, <c>s3:</c>), as the event wrote
    /// it.</summary>
    public sealed record Remote(string Uri) : ContentLocation
    {
        /// <summary>Says nothing of the URI, so that no log line can.</summary>
        public override string ToString() => "remote content";
    }

    /// <summary>In the event.</summary>
    public sealed record Inline(ReadOnlyMemory<byte> Data) : ContentLocation
    {
        public override string ToString() => "inline content";
    }
}
