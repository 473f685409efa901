using Microsoft.Win32.SafeHandles;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Exchanges.Pages;

/// <summary>
/// All pages of one fetch, in a file of its owner's alone: who waits for an exchange keeps nobody from the working set.
/// </summary>
internal sealed class FetchedPages : IAsyncDisposable
{
    private readonly List<(long Start, long LengthBytes)> _pages = [];
    private readonly FileStream _file;

    private FetchedPages(FileStream file, string? checkpoint) => (_file, Checkpoint) = (file, checkpoint);

    /// <summary>Where to go on: the last page's, or without any page where the fetch began.</summary>
    public string? Checkpoint { get; private set; }

    public int Count => _pages.Count;

    /// <param name="pages">As they come.</param>
    /// <param name="checkpoint">Where the last fetch ended; null for everything.</param>
    /// <param name="folder">For the file; must exist.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ExchangeException">The fetch as a whole has failed.</exception>
    /// <exception cref="IOException">There is no room for it.</exception>
    public static async Task<FetchedPages> FetchAsync(
        IAsyncEnumerable<ExchangePage> pages, string? checkpoint, string folder, CancellationToken cancellation)
    {
        var fetched = new FetchedPages(UnnamedFile.Create(folder), checkpoint);
        try
        {
            await foreach (var page in pages.WithCancellation(cancellation))
            {
                var start = fetched._file.Position;
                await page.Content.CopyToAsync(fetched._file, cancellation);
                fetched._pages.Add((start, fetched._file.Position - start));
                fetched.Checkpoint = page.Checkpoint;
            }

            await fetched._file.FlushAsync(cancellation);
            return fetched;
        }
        catch
        {
            await fetched.DisposeAsync();
            throw;
        }
    }

    /// <param name="index">From 0.</param>
    /// <returns>The page, from its beginning; good until this is disposed.</returns>
    public Stream Open(int index) =>
        new PageStream(_file.SafeFileHandle, _pages[index].Start, _pages[index].LengthBytes);

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>One page within the file.</summary>
    private sealed class PageStream(SafeFileHandle file, long start, long lengthBytes) : ForwardStream
    {
        private long _read;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var wanted = (int)Math.Min(buffer.Length, lengthBytes - _read);
            var read = RandomAccess.Read(file, buffer[..wanted], start + _read);
            _read += read;
            return read;
        }
    }
}
