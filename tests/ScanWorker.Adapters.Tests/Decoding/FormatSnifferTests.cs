using System.Text;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FormatSnifferTests
{
    // Beginnings as the formats' own specifications write them, in hexadecimal; * stands for bytes of no matter.
    [TestCase("49492A00 08000000", "tiff")]
    [TestCase("4D4D002A 00000008", "tiff")]
    [TestCase("49492B00 08000000 1000000000000000", "big-tiff")]
    [TestCase("4D4D002B 00080000 0000000000000010", "big-tiff")]
    [TestCase("FF0A FA1F", "jpeg-xl")]
    [TestCase("0000000C 4A584C20 0D0A870A", "jpeg-xl")]
    [TestCase("0000000C 6A502020 0D0A870A", "jpeg-2000")]
    [TestCase("FF4FFF51 0029", "jpeg-2000")]
    [TestCase("4949BC01 20000000", "jpeg-xr")]
    [TestCase("38425053 0001", "psd")]
    [TestCase("00000100 0100 10100000 01002000 68040000 16000000", "ico")]
    [TestCase("00000020 66747970 61766966 00000000", "avif")]
    [TestCase("0000001C 66747970 61766973", "avif")]
    [TestCase("00000018 66747970 68656963 00000000", "heic")]
    [TestCase("00000018 66747970 6D696631 00000000", "heif")]
    [TestCase("00000020 66747970 69736F6D 00000200", "mp4")]
    [TestCase("00000014 66747970 71742020 00000200", "quicktime")]
    [TestCase("1A45DFA3 9F428681", "matroska")]
    [TestCase("52494646 24000000 41564920 4C495354", "avi")]
    [TestCase("000001BA 44000400", "mpeg-ps")]
    [TestCase("000001B3 14000F13", "mpeg-video")]
    [TestCase("25504446 2D312E37", "pdf")]
    [TestCase("504B0304 14000000", "zip")]
    [TestCase("52617221 1A0701", "rar")]
    [TestCase("377ABCAF 271C", "seven-zip")]
    [TestCase("1F8B0800", "gzip")]
    [TestCase("50360A 33203220", "pbm")]
    [TestCase("50370A 5749445448", "pbm")]
    [TestCase("3C737667 20786D6C6E73", "svg")]
    [TestCase("3C3F786D6C2076657273696F6E3D22312E30223F3E 0A 3C737667", "svg")]
    [TestCase("00 00 02 0000000000 00000000 4000 4000 18 00 FFFFFF", "tga")]
    public void Sniff_FormatThatIsNotDecoded_IsNamed(string hex, string name)
    {
        var content = Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));

        var refused = FormatSniffer.Sniff(content, out _);

        Assert.That(refused, Is.EqualTo(new UnscannableReason(UnscannableCode.UnsupportedFormat, name)));
    }

    [TestCase(0, 188)]
    [TestCase(4, 192)]
    public void Sniff_TransportStream_IsKnownByItsPackets(int first, int packetBytes)
    {
        var content = new byte[first + (4 * packetBytes)];
        for (var packet = 0; packet < 4; packet++)
        {
            content[first + (packet * packetBytes)] = (byte)'G';
        }

        Assert.That(FormatSniffer.Sniff(content, out _)?.ToString(), Is.EqualTo("unsupported-format:mpeg-ts"));
        content[first + (3 * packetBytes)]++;
        Assert.That(FormatSniffer.Sniff(content, out _)?.Detail, Is.Not.EqualTo("mpeg-ts"));
    }

    [TestCase("This is a text file, whatever its name.")]
    [TestCase("BMX riders are not a bitmap, though this begins like one.")]
    [TestCase("RIFF....ACON")]
    [TestCase("P9 is no format")]
    [TestCase("<html><body>no picture</body></html>")]
    [TestCase("\u0000\u0000\u0000\u0000")]
    [TestCase("GIF90a")]
    public void Sniff_AnythingElse_IsUnknown(string content)
    {
        var refused = FormatSniffer.Sniff(Encoding.Latin1.GetBytes(content), out _);

        Assert.That(refused, Is.EqualTo(new UnscannableReason(UnscannableCode.UnknownFormat)));
    }

    [Test]
    public void Sniff_NoByte_IsEmpty() =>
        Assert.That(FormatSniffer.Sniff([], out _), Is.EqualTo(new UnscannableReason(UnscannableCode.Empty)));

    [Test]
    public void Of_BigTiffThatSpinsItsDecoder_IsRefusedByItsFirstBytes()
    {
        // One directory entry whose count is 2^63: ImageSharp 2.1 reads as many values (CVE-2026-106116).
        byte[] content =
        [
            .. "II+\0"u8, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0,
            1, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x01, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0,
        ];

        var outcome = PictureSurvey.Of(content, 32);

        Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.UnsupportedFormat, "big-tiff")));
    }
}
