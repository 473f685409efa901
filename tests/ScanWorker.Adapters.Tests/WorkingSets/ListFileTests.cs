using System.IO.Compression;
using System.Text;
using ScanWorker.Adapters.WorkingSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ListFileTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"line {i}\n"));

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void Read_PackedOrNotWithMarkOrNot_IsTheText(bool isPacked, bool hasMark)
    {
        var bytes = Encoding.UTF8.GetBytes((hasMark ? "\uFEFF" : "") + Text);
        using var list = ListFile.Open(new MemoryStream(isPacked ? Pack(bytes) : bytes), null);

        Assert.That(Encoding.UTF8.GetString(list.Start), Does.StartWith("line 0\n"));
        using var reader = new StreamReader(list, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        Assert.That(reader.ReadToEnd(), Is.EqualTo(Text));
    }

    [Test]
    public void Read_SeekableList_TellsHowFarItIs()
    {
        var bytes = Encoding.UTF8.GetBytes(Text);
        var positions = new List<long>();
        using var list = ListFile.Open(new MemoryStream(bytes), positions.Add);

        list.CopyTo(Stream.Null);

        Assert.That(positions, Is.Ordered);
        Assert.That(positions[^1], Is.EqualTo(bytes.Length));
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
