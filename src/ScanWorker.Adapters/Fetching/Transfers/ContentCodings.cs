using System.IO.Compression;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Fetching.Transfers;

/// <summary>Codings of <c>Content-Encoding</c>, as browsers take them.</summary>
/// <remarks>
/// Who can set an object's metadata could else store a listed picture packed: viewers unpack it, and its digests are on
/// no list. A value with a coding that no viewer knows is passed over, as browsers do: the bytes are shown as they are.
/// </remarks>
internal static class ContentCodings
{
    private const int LayersMax = 3;

    // Nothing is packed by these: one says so, the other is how S3 signs an upload in pieces.
    private static readonly HashSet<string> Plain = new(["", "identity", "aws-chunked"], StringComparer.Ordinal);

    private static readonly Dictionary<string, Func<Stream, Stream>> Known = new(StringComparer.Ordinal)
    {
        ["gzip"] = static packed => new GZipStream(packed, CompressionMode.Decompress),
        ["x-gzip"] = static packed => new GZipStream(packed, CompressionMode.Decompress),
        ["deflate"] = static packed => new InflatedStream(packed),
        ["br"] = static packed => new BrotliStream(packed, CompressionMode.Decompress),
        ["zstd"] = Unsupported,
        ["dcb"] = Unsupported,
        ["dcz"] = Unsupported,
    };

    /// <param name="values">Of the header, each with one coding or several between commas, in the order in which they
    /// were applied.</param>
    /// <param name="ratioMax">See <see cref="ContentCoding"/>.</param>
    /// <returns>Null where the bytes are what is seen.</returns>
    public static ContentCoding? Of(IEnumerable<string> values, int ratioMax)
    {
        var layers = values.SelectMany(value => value.Split(',')).Select(name => name.Trim().ToLowerInvariant())
            .Where(name => !Plain.Contains(name)).Reverse().ToList();
        return layers.Count == 0 || layers.Exists(name => !Known.ContainsKey(name)) ? null
            : layers.Count > LayersMax ? new ContentCoding(Unsupported, ratioMax)
            : new ContentCoding(packed => layers.Aggregate(packed, (stream, name) => Known[name](stream)), ratioMax);
    }

    private static Stream Unsupported(Stream packed) => throw new NotSupportedException();
}

/// <summary>Unpacks <c>deflate</c>: zlib's format by the standard, the bare one by habit; the first two bytes
/// tell.</summary>
internal sealed class InflatedStream(Stream packed) : ReadOnlyBody
{
    private Stream? _inflated;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _inflated ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await _inflated.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflated?.Dispose();
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        var first = new byte[2];
        var read = await packed.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellation)
            .ConfigureAwait(false);
        var whole = new MemoryBody(first.AsMemory(0, read), packed);
        var isZlib = read == 2 && (first[0] & 0x0F) == 8 && ((first[0] << 8) | first[1]) % 31 == 0;
        return isZlib
            ? new ZLibStream(whole, CompressionMode.Decompress)
            : new DeflateStream(whole, CompressionMode.Decompress);
    }
}
