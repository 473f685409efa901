using System.Numerics;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Adapters.Samples;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

/// <summary>A picture that is in the opacity of black pixels alone: on a white page a browser shows it.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class BmpOpacityTests
{
    private const int FileHeaderBytes = 14;
    private const int DistanceMax = 31;
    private const uint Rgb = 0;
    private const uint BitFields = 3;
    private const uint AlphaBitFields = 6;

    private static readonly SamplePicture Scene = SamplePictures.Scene(4, 160, 120).Greyed();
    private static readonly uint[] Usual = [0xFF0000, 0xFF00, 0xFF, 0xFF000000];
    private static readonly uint[] LowestByte = [0xFF000000, 0xFF0000, 0xFF00, 0xFF];
    private static readonly uint[] FourBits = [0xF00, 0xF0, 0xF, 0xF000];
    private static readonly uint[] TenBits = [0x3FF00000, 0xFFC00, 0x3FF, 0xC0000000];

    // A header of 40 bytes has its masks behind it and says so; the colours of other pixels would lie in the opacity.
    private static IEnumerable<TestCaseData<uint, uint, uint[], bool>> Kinds =>
        from headerBytes in new uint[] { 40, 56, 108, 124 }
        from compression in headerBytes == 40 ? [AlphaBitFields] : new[] { Rgb, BitFields }
        from masks in compression == Rgb ? [Usual] : new[] { Usual, LowestByte, FourBits }
        from isTopDown in new[] { false, true }
        select new TestCaseData<uint, uint, uint[], bool>(headerBytes, compression, masks, isTopDown)
        {
            TestName = $"{{m}}({headerBytes}, {compression}, {masks[3]:X}, {isTopDown})",
        };

    [TestCaseSource(nameof(Kinds))]
    public async Task Fingerprint_PictureInItsOpacity_IsSeenOnWhite(
        uint headerBytes, uint compression, uint[] masks, bool isTopDown)
    {
        var file = File(headerBytes, compression, isTopDown, masks);

        var hashes = await Decoders.HashesOfAsync(file);

        var known = Decoders.Decode(Scene.ToPng()).Frames[0].Hash;
        Assert.That(hashes.Select(hash => hash.DistanceTo(known)), Has.Some.LessThanOrEqualTo(DistanceMax));
    }

    [Test]
    public async Task Fingerprint_OpacityThatIsZeroThroughout_IsNone()
    {
        var file = File(56, BitFields, isTopDown: false, Usual);
        foreach (var pixel in Enumerable.Range(0, Scene.Width * Scene.Height))
        {
            file[^((pixel * 4) + 1)] = 0;
        }

        var hashes = await Decoders.HashesOfAsync(file);

        Assert.That(hashes, Has.Count.EqualTo(1), "on white and on black it looks the same");
    }

    [Test]
    public void Read_MaskOfTwoBits_IsTheOpacitys() =>
        Assert.That(
            BmpHeader.Read(File(108, BitFields, isTopDown: true, TenBits))?.OpacityMask,
            Is.EqualTo(0xC0000000));

    [Test]
    public void Read_ContentThatEndsWithinItsHeaders_IsNull([Range(0, 53)] int length) =>
        Assert.That(BmpHeader.Read(File(40, Rgb, isTopDown: true, Usual).AsSpan(0, length)), Is.Null);

    private static byte[] File(uint headerBytes, uint compression, bool isTopDown, uint[] masks)
    {
        var bits = masks == FourBits ? 16 : 32;
        var pixelsAt = FileHeaderBytes + (int)Math.Max(headerBytes, 56);
        var rowBytes = Scene.Width * bits / 8;
        var file = new byte[pixelsAt + (rowBytes * Scene.Height)];
        "BM"u8.CopyTo(file);
        WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        WriteInt32LittleEndian(file.AsSpan(10), pixelsAt);
        var header = file.AsSpan(FileHeaderBytes);
        WriteUInt32LittleEndian(header, headerBytes);
        WriteInt32LittleEndian(header[4..], Scene.Width);
        WriteInt32LittleEndian(header[8..], isTopDown ? -Scene.Height : Scene.Height);
        WriteUInt16LittleEndian(header[12..], 1);
        WriteUInt16LittleEndian(header[14..], (ushort)bits);
        WriteUInt32LittleEndian(header[16..], compression);
        for (var i = 0; i < masks.Length; i++)
        {
            WriteUInt32LittleEndian(header[(40 + (i * 4))..], masks[i]);
        }

        for (var y = 0; y < Scene.Height; y++)
        {
            var row = file.AsSpan(pixelsAt + (rowBytes * (isTopDown ? y : Scene.Height - 1 - y)));
            for (var x = 0; x < Scene.Width; x++)
            {
                var opacity = byte.MaxValue - Scene.Rgb[((y * Scene.Width) + x) * 3];
                var pixel = (uint)((long)opacity * (masks[3] >> Shift(masks[3])) / byte.MaxValue) << Shift(masks[3]);
                if (bits == 16)
                {
                    WriteUInt16LittleEndian(row[(x * 2)..], (ushort)pixel);
                }
                else
                {
                    WriteUInt32LittleEndian(row[(x * 4)..], pixel);
                }
            }
        }

        return file;
    }

    private static int Shift(uint mask) => BitOperations.TrailingZeroCount(mask);
}
