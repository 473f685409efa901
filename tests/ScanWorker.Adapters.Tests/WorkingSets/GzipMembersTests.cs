using System.IO.Compression;
using System.Text;
using ScanWorker.Adapters.WorkingSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class GzipMembersTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(
        string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7919:x32}\n")));

    [TestCase(1)]
    [TestCase(3)]
    public void Read_Members_IsTheirText(int members) => Assert.That(Unpack(Pack(members)), Is.EqualTo(Text));

    [Test]
    public void Read_HeaderWithNameExtraCommentAndCheck_IsTheText()
    {
        byte[] header = [0x1F, 0x8B, 8, 0x1E, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, (byte)'n', 0, (byte)'c', 0, 7, 7];

        Assert.That(Unpack([.. header, .. Pack(1)[10..]]), Is.EqualTo(Text));
    }

    [Test]
    public void Read_ZerosAfterTheLastMember_AreNothing() =>
        Assert.That(Unpack([.. Pack(2), .. new byte[70_000]]), Is.EqualTo(Text));

    [Test]
    public void Read_SomethingAfterTheLastMember_IsRefused()
    {
        Assert.That(() => Unpack([.. Pack(1), .. "more"u8]), Throws.TypeOf<InvalidDataException>());
        Assert.That(() => Unpack([.. Pack(1), 0, 0, 1]), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Read_CutAnywhere_IsRefused()
    {
        var packed = Pack(2);
        for (var length = 2; length < packed.Length; length += 3)
        {
            Assert.That(() => Unpack(packed[..length]), Throws.TypeOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Read_SecondMembersFirstByteChanged_IsRefused()
    {
        var first = Pack(1);
        var packed = (byte[])[.. first, .. first];
        packed[first.Length] ^= 1;

        Assert.That(() => Unpack(packed), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void Read_WrongCheckSumOrLength_IsRefused()
    {
        foreach (var fromEnd in new[] { 8, 4 })
        {
            var packed = Pack(1);
            packed[^fromEnd] ^= 1;
            Assert.That(() => Unpack(packed), Throws.TypeOf<InvalidDataException>());
        }
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var stream = new GzipMembers(new MemoryStream(packed));
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return text.ToArray();
    }

    private static byte[] Pack(int members)
    {
        using var packed = new MemoryStream();
        foreach (var part in Text.Chunk((Text.Length / members) + 1))
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true);
            gzip.Write(part);
        }

        return packed.ToArray();
    }
}
