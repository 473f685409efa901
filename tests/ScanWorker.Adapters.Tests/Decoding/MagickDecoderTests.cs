using System.Buffers.Binary;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Magick;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class MagickDecoderTests
{
    // Of the library each page costs 27 KB; twenty thousand of them cost more than a decoder may have.
    [TestCase(3, 3)]
    [TestCase(3000, 1024)]
    public void ReadHeader_TiffOfManyPages_CountsThemUpToALimit(int pages, int counted)
    {
        var read = MagickDecoder.ReadHeader(ImageFormat.Tiff, Tiff(pages));

        Assert.That(read.TryGet(out var structure), Is.True);
        Assert.That(structure?.FrameCount, Is.EqualTo(counted));
    }

    [TestCase("scene.jxl", null)]
    [TestCase("pq.jxl", "ambiguous-picture:contested-colours")]
    public void Decode_JpegXl_TellsColoursThatAreNotAboutSrgb(string name, string? told)
    {
        var content = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Decoding", "Foreign", name));
        Assert.That(MagickDecoder.ReadHeader(ImageFormat.JpegXl, content).TryGet(out var structure), Is.True);
        var visitor = new RecordingVisitor();

        var reason = new MagickDecoder().Decode(
            new PictureSurvey(ImageFormat.JpegXl, content, structure ?? PictureStructure.Unread), 1, visitor,
            CancellationToken.None);

        Assert.That(reason?.ToString(), Is.EqualTo(told));
        Assert.That(visitor.Frames, Is.Not.Empty);
    }

    // Pages of one grey pixel.
    private static byte[] Tiff(int pages)
    {
        (ushort Tag, int Value)[] fields =
            [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1), (279, 1)];
        var directory = 2 + (12 * fields.Length) + 4;
        List<byte> file = [.. "II*\0"u8, 12, 0, 0, 0, 0, 0, 0, 0];
        for (var page = 0; page < pages; page++)
        {
            file.AddRange([(byte)fields.Length, 0]);
            foreach (var (tag, value) in fields)
            {
                file.AddRange([(byte)tag, (byte)(tag >> 8), 4, 0, 1, 0, 0, 0, .. Little32(value)]);
            }

            file.AddRange(Little32(page + 1 < pages ? 12 + ((page + 1) * directory) : 0));
        }

        return [.. file];
    }

    private static byte[] Little32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
