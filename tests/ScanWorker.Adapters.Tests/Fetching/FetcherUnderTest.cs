using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Tests.Fetching;

/// <summary>A fetcher with a store behind it that a test can fill.</summary>
internal abstract class FetcherUnderTest : IAsyncDisposable
{
    public abstract IContentFetcher Fetcher { get; }

    /// <summary>Something of the scheme that is not there.</summary>
    public abstract Uri Missing { get; }

    /// <summary>Something that is there, and not for us.</summary>
    public virtual Uri? Denied => null;

    /// <summary>Something outside what the configuration allows.</summary>
    public virtual Uri? NotAllowed => null;

    /// <summary>Something in a store that does not answer.</summary>
    public virtual Uri? Unavailable => null;

    public abstract Uri Put(byte[] content);

    /// <summary>Content that begins to arrive and never ends, or null if the store cannot do that.</summary>
    public virtual Uri? PutStalling(byte[] content) => null;

    public abstract ValueTask DisposeAsync();
}
