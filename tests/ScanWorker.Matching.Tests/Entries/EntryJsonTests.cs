using System.Buffers;
using System.Text;
using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Entries;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class EntryJsonTests
{
    [Test]
    public void TryReadLine_WhatWasWritten_IsTheSameEntry() => EntryGenerator.EntryOrVideo.Sample(entry =>
    {
        var buffer = new ArrayBufferWriter<byte>();
        EntryJson.WriteLine(buffer, entry);

        return buffer.WrittenSpan.IndexOf((byte)'\n') == buffer.WrittenCount - 1
            && EntryJson.TryReadLine(buffer.WrittenSpan[..^1], out var read, out var isWithdrawn)
            && !isWithdrawn && read is not null && HashSetDiff.IsSame(read, entry);
    });

    [Test]
    public void TryReadLine_Tombstone_HasTheKeyAndSaysSo()
    {
        var buffer = new ArrayBufferWriter<byte>();
        EntryJson.WriteWithdrawal(buffer, new EntryKey("b", "s", "e"));

        var isRead = EntryJson.TryReadLine(buffer.WrittenSpan[..^1], out var entry, out var isWithdrawn);

        Assert.That(isRead && isWithdrawn, Is.True);
        Assert.That(entry?.Key, Is.EqualTo(new EntryKey("b", "s", "e")));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"bank":"b","source":"s"}""")]
    [TestCase("""{"bank":"","source":"s","entryId":"e"}""")]
    [TestCase("""{"bank":null,"source":"s","entryId":"e"}""")]
    [TestCase("""{"bank":"b","source":"s","entryId":"e","md5":"00"}""")]
    [TestCase("""{"bank":"b","source":"s","entryId":"e","md5":"zz112233445566778899aabbccddeeff"}""")]
    [TestCase("""{"bank":"b","source":"s","entryId":"e","md5":1}""")]
    [TestCase("""{"bank":"b","source":"s","entryId":"e","unknown":1}""")]
    [TestCase("""{"bank":"b","source":"s","entryId":"e","heldBack":true}""")]
    [TestCase("""{"bank":"b","source":"s","entryId":"e","addedAt":"yesterday"}""")]
    [TestCase("""{"bank":"b","source":"s","entryId":"e"} {}""")]
    [TestCase("""{"bank":"b","source":"s","entryId":"e" """)]
    public void TryReadLine_NotOfTheForm_IsFalse(string line) =>
        Assert.That(EntryJson.TryReadLine(Encoding.UTF8.GetBytes(line), out _, out _), Is.False);

    [Test]
    public void WriteLine_DefaultsOnly_WritesNothingButTheKey()
    {
        var buffer = new ArrayBufferWriter<byte>();

        EntryJson.WriteLine(buffer, new Entry("b", "e", "s"));

        Assert.That(
            Encoding.UTF8.GetString(buffer.WrittenSpan),
                Is.EqualTo("""{"bank":"b","source":"s","entryId":"e"}""" + "\n"));
    }
}
