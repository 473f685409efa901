using System.Runtime.CompilerServices;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>A list as one file: fetched again when its entity tag has changed.</summary>
/// <param name="options">Of the source.</param>
/// <param name="download">The way to the file.</param>
internal sealed class FileExchange(ExchangeOptions options, FileExchange.Download download) : IExchange
{
    /// <param name="knownTag">The entity tag of the file that is known; null: none is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The file, which the caller disposes of, or null when it is the known one; and its entity tag.</returns>
    /// <exception cref="ExchangeException">It cannot be had.</exception>
    public delegate Task<(Stream? File, string? Tag)> Download(string? knownTag, CancellationToken cancellation);

    public string? Format => options.Format.Length == 0 ? null : options.Format;

    public TimeSpan? CheckpointLife => null;

    public DateTimeOffset? TimeOf(string checkpoint) => null; // An entity tag.

    public bool IsPaged => false;

    public bool IsSnapshot(string? checkpoint) => !options.IsDelta;

    public async IAsyncEnumerable<ExchangePage> FetchAsync(
        string? checkpoint, PageEnd? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (file, tag) = await download(checkpoint, cancellation);
        if (file is not null)
        {
            await using (file)
            {
                yield return new ExchangePage(file, tag);
            }
        }
    }
}
