using ScanWorker.Adapters.Samples;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

/// <summary>Run lengths that do not make exactly the rows of their picture, which browsers show all the same.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class BmpRunPixelsTests
{
    private const int PixelsAt = 14 + 40 + (256 * 4);
    private const int DistanceMax = 31;

    private static readonly SamplePicture Scene = SamplePictures.Scene(4, 160, 120).Greyed();
    private static readonly byte[] EndOfRow = [0, 0];

    private static IEnumerable<TestCaseData<byte[]>> Defects =>
    [
        Named("a run past the end of a row", 200, 7, 200, 9),
        Named("pixels past the end of a row", [0, 200, .. new byte[200]]),
        Named("a jump past the end of a row", 0, 2, 250, 0),
        Named("a row that is left early", 10, 7),
        Named("a jump", 0, 2, 30, 0),
    ];

    [TestCaseSource(nameof(Defects))]
    public async Task Fingerprint_RowWithADefect_IsThePictureAllTheSame(byte[] defect)
    {
        var hashes = await Decoders.HashesOfAsync(File([.. defect, .. EndOfRow]));

        var known = Decoders.Decode(Scene.ToPng()).Frames[0].Hash;
        Assert.That(hashes.Select(hash => hash.DistanceTo(known)), Has.Some.LessThanOrEqualTo(DistanceMax));
    }

    [Test]
    public async Task Fingerprint_RunsThatEndEarly_AreNoFault()
    {
        var whole = File(EndOfRow);
        for (var length = PixelsAt; length < whole.Length; length += 997)
        {
            Assert.That(async () => await Decoders.HashesOfAsync(whole[..length]), Throws.Nothing, $"{length} bytes");
        }
    }

    // The row at the bottom comes first; the others are runs of one pixel, in shades of grey.
    private static byte[] File(byte[] bottomRow)
    {
        var head = new byte[PixelsAt];
        "BM"u8.CopyTo(head);
        WriteInt32LittleEndian(head.AsSpan(10), PixelsAt);
        WriteInt32LittleEndian(head.AsSpan(14), 40);
        WriteInt32LittleEndian(head.AsSpan(18), Scene.Width);
        WriteInt32LittleEndian(head.AsSpan(22), Scene.Height);
        WriteInt16LittleEndian(head.AsSpan(26), 1);
        WriteInt16LittleEndian(head.AsSpan(28), 8);
        WriteInt32LittleEndian(head.AsSpan(30), 1);
        for (var shade = 0; shade < 256; shade++)
        {
            head.AsSpan(54 + (shade * 4), 3).Fill((byte)shade);
        }

        List<byte> file = [.. head, .. bottomRow];
        for (var y = Scene.Height - 2; y >= 0; y--)
        {
            for (var x = 0; x < Scene.Width; x++)
            {
                file.AddRange([1, Scene.Rgb[((y * Scene.Width) + x) * 3]]);
            }

            file.AddRange(EndOfRow);
        }

        byte[] whole = [.. file, 0, 1];
        WriteInt32LittleEndian(whole.AsSpan(2), whole.Length);
        return whole;
    }

    private static TestCaseData<byte[]> Named(string name, params byte[] defect) =>
        new(defect) { TestName = $"{{m}}({name})" };
}
