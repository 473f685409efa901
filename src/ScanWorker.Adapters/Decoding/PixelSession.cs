using System.Buffers;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Adapters.Decoding;

/// <summary>ImageSharp at work on one picture: the only place where foreign code meets an upload's bytes.</summary>
internal sealed class PixelSession : IDisposable
{
    private const long MarginBytes = 1 << 20;
    private const int ReadBufferBytes = 8096;

    private readonly DecodeAllocator _memory;
    private readonly Configuration _configuration;
    private readonly ImageFormat _format;
    private readonly CancellationToken _deadline;

    /// <param name="pool">Where memory comes from.</param>
    /// <param name="format">Of the picture.</param>
    /// <param name="decodeBytes">The memory that it may take, give or take a megabyte.</param>
    /// <param name="deadline">Looked at by the JPEG decoder itself, and by every decoder when it wants more
    /// bytes.</param>
    public PixelSession(BlockPool pool, ImageFormat format, long decodeBytes, CancellationToken deadline)
    {
        (_format, _deadline) = (format, deadline);
        _memory = new DecodeAllocator(pool, decodeBytes + MarginBytes);

        // These five and no other. TIFF above all must stay out: CVE-2026-106116 is not mended in 2.1.
        _configuration = new Configuration(
            new JpegConfigurationModule(), new PngConfigurationModule(), new GifConfigurationModule(),
            new WebpConfigurationModule(), new BmpConfigurationModule())
        {
            MemoryAllocator = _memory,
            MaxDegreeOfParallelism = 1,
            StreamProcessingBufferSize = ReadBufferBytes,
        };
    }

    public MemoryAllocator Memory => _memory;

    /// <summary>The most memory that was taken at once.</summary>
    public long PeakBytes => _memory.PeakBytes;

    /// <summary>What the library could decode if it were let.</summary>
    public IEnumerable<string> FormatNames => _configuration.ImageFormats.Select(format => format.Name);

    /// <summary>Decodes one still picture.</summary>
    /// <returns>The pixels (dispose them), or why there are none.</returns>
    /// <exception cref="OperationCanceledException">The deadline was reached.</exception>
    public Outcome<Image<TPixel>> Decode<TPixel>(FramePieces frame) where TPixel : unmanaged, IPixel<TPixel>
    {
        using var stream = new SplicedStream(frame.Pieces, _deadline);
        try
        {
            var picture = DecoderOf(_format).Decode<TPixel>(_configuration, stream, _deadline);
            if (picture.Width == frame.Width && picture.Height == frame.Height)
            {
                return picture;
            }

            picture.Dispose();
            return Damage.Malformed;
        }
        catch (Exception failure) when (DecodeFailures.Classify(failure) is not null)
        {
            return DecodeFailures.Classify(failure) ?? Damage.Undecodable;
        }
    }

    public void Dispose()
    {
        _memory.Dispose();

        // ImageSharp reads through one array of the shared pool, and hands it back with content in it. What a thread
        // returned last it is lent first, so this is that array.
        var readBuffer = ArrayPool<byte>.Shared.Rent(ReadBufferBytes);
        ArrayPool<byte>.Shared.Return(readBuffer, clearArray: true);
    }

    private static SixLabors.ImageSharp.Formats.IImageDecoder DecoderOf(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => new JpegDecoder { IgnoreMetadata = true },
        ImageFormat.Png => new PngDecoder { IgnoreMetadata = true },
        ImageFormat.Gif => new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
        ImageFormat.Webp => new WebpDecoder { IgnoreMetadata = true },
        ImageFormat.Bmp => new BmpDecoder(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format is decoded."),
    };
}
