namespace ScanWorker.Adapters.Exchanges.Pages;

/// <summary>What a source answers, taken to its end within a limit.</summary>
internal static class Download
{
    private const long PageBytesMax = 64 << 20;
    private const long FileBytesMax = 8L << 30;

    /// <summary>A page, in memory.</summary>
    /// <exception cref="ExchangeException">It is too long.</exception>
    public static async Task<byte[]> PageAsync(Stream body, CancellationToken cancellation)
    {
        using var page = new MemoryStream();
        await CopyAsync(body, page, PageBytesMax, cancellation);
        return page.ToArray();
    }

    /// <summary>A file of any length, on disk until it is closed.</summary>
    /// <exception cref="ExchangeException">It is too long.</exception>
    public static async Task<Stream> FileAsync(Stream body, CancellationToken cancellation)
    {
        var file = UnnamedFile.Create(Path.GetTempPath());
        try
        {
            await CopyAsync(body, file, FileBytesMax, cancellation);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task CopyAsync(
        Stream body, Stream destination, long bytesMax, CancellationToken cancellation)
    {
        var (buffer, length) = (new byte[1 << 16], 0L);
        for (var read = await body.ReadAsync(buffer, cancellation); read > 0;
            read = await body.ReadAsync(buffer, cancellation))
        {
            length += read;
            if (length > bytesMax)
            {
                throw new ExchangeException(ExchangeFault.Content, $"An answer is longer than {bytesMax >> 20} MiB.");
            }

            await destination.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }
}
