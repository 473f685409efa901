using CsCheck;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Adapters.Tests.ListFormats;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class EntryExportTests
{
    private static Gen<Entry> Entry =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 2], Gen.Byte, Gen.Bool, Gen.String[Gen.Char['a', 'z'], 0, 5])
        .Select((id, bank, fill, hasPdq, label) => new Entry($"bank-{bank}", $"id-{id}", "source")
        {
            Md5 = new Hash128([.. Enumerable.Repeat(fill, 16)]),
            Sha512 = fill % 2 == 0 ? new Hash512([.. Enumerable.Repeat(fill, 64)]) : null,
            Pdq = hasPdq ? new Hash256([.. Enumerable.Repeat(fill, 32)]) : null,
            Vpdq = fill % 3 == 0 ? VideoFrames.Of([new Hash256([.. Enumerable.Repeat(fill, 32)]), default]) : null,
            Labels = label.Length == 0 ? [] : [label, "and \"another\""],
            AddedAt = DateTimeOffset.UnixEpoch.AddTicks(fill),
            NegativeOpinions = fill % 3,
            Enabled = hasPdq,
        });

    [Test]
    public void WriteLines_ReadBack_IsTheSame() => Entry.Array[1, 40].Sample(entries =>
    {
        var index = HashIndex.Build(entries);
        using var stream = new MemoryStream();
        var (count, _) = new EntryExport(index, null).WriteLines(stream, CancellationToken.None);

        var sink = ListReading.Read(new JsonLinesFormat(), stream.ToArray(), new ListSettings(null, ""));

        var again = HashIndex.Build(sink.Upserts.Select(upsert => upsert.Entry));
        return count == index.EntryCount && sink.Rejects.Count == 0 && !HashSetDiff.Between(index, again).Any();
    });

    [Test]
    public void WriteLines_SameEntriesInAnyOrder_AreTheSameBytes() => Entry.Array[1, 40].Sample(entries =>
    {
        var distinct = entries.DistinctBy(entry => entry.Key).ToList();
        return Lines(distinct).AsSpan().SequenceEqual(Lines([.. distinct.AsEnumerable().Reverse()]));
    });

    [Test]
    public void WriteLines_WhatAPersonWithdrew_IsCarriedInOrderAndReadBack()
    {
        EntryKey[] held = [new("a", "s", "2"), new("b", "s", "1"), new("a", "s", "1")];
        using var stream = new MemoryStream();

        var written = new EntryExport(HashIndex.Empty, "a") { HeldBack = [.. held] }
            .WriteLines(stream, CancellationToken.None);

        var sink = ListReading.Read(new JsonLinesFormat(), stream.ToArray(), new ListSettings(null, ""));
        Assert.That(written, Is.EqualTo((0L, 2)));
        Assert.That(sink.HeldBack, Is.EqualTo(new[] { held[2], held[0] }));
        Assert.That(sink.Withdrawals, Is.Empty);
    }

    [Test]
    public void WriteText_OneBank_HasALineForEachHash()
    {
        var index = HashIndex.Build(
        [
            new Entry("a", "1", "s")
            {
                Md5 = new Hash128(new byte[16]),
                Sha512 = new Hash512(new byte[64]),
                Pdq = new Hash256(new byte[32]),
            },
            new Entry("b", "2", "s") { Md5 = new Hash128(new byte[16]) },
        ]);
        using var stream = new MemoryStream();

        var count = new EntryExport(index, "a").WriteText(stream, CancellationToken.None);

        Assert.That(count, Is.EqualTo(1));
        Assert.That(
            System.Text.Encoding.UTF8.GetString(stream.ToArray()),
            Is.EqualTo($"md5 {new string('0', 32)}\nsha512 {new string('0', 128)}\npdq {new string('0', 64)}\n"));
    }

    private static byte[] Lines(List<Entry> entries)
    {
        using var stream = new MemoryStream();
        _ = new EntryExport(HashIndex.Build(entries), null).WriteLines(stream, CancellationToken.None);
        return stream.ToArray();
    }
}
