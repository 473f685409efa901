using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;
using ScanWorker.Testing.Fuzzing;

namespace ScanWorker.Matching.Tests.Segments;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SegmentTests
{
    [Test]
    public void Open_AnyEntriesAndWithdrawals_AreReadAsTheyWereWritten() =>
        Gen.Select(EntryGenerator.EntryOrVideo.Array[0, 50], EntryGenerator.Key.Array[0, 10])
            .Sample((entries, withdrawals) =>
        {
            var builder = new SegmentBuilder();
            Array.ForEach(entries, builder.Add);
            Array.ForEach(withdrawals, builder.Withdraw);
            var segment = Segment.Open(BytesOf(builder));

            var withdrawn = withdrawals.ToHashSet();
            var expected = entries.Reverse().DistinctBy(KeyOf).Reverse()
                .Where(entry => !withdrawn.Contains(KeyOf(entry))).ToList();
            return segment.EntryCount == expected.Count
                && segment.WithdrawalCount == withdrawn.Count
                && expected.Index().All(row => EntryAssert.AreEqual(segment.GetEntry(row.Index), row.Item))
                && Enumerable.Range(0, segment.WithdrawalCount)
                    .All(row => withdrawn.Contains(segment.GetWithdrawal(row)));
        });

    [Test]
    public void Add_AfterWithdrawingTheSameKey_LeavesTheEntry()
    {
        var builder = new SegmentBuilder();
        var entry = new Entry("bank", "1", "source");

        builder.Withdraw(KeyOf(entry));
        builder.Add(entry);
        var segment = builder.Build();

        Assert.That((segment.EntryCount, segment.WithdrawalCount), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Write_TheSameCallsTwice_GiveTheSameBytesAndId() =>
        EntryGenerator.EntryOrVideo.Array[0, 50].Sample(entries =>
        {
            var (one, other) = (new SegmentBuilder(), new SegmentBuilder());
            Array.ForEach(entries, one.Add);
            Array.ForEach(entries, other.Add);

            var bytes = BytesOf(one);
            return bytes.AsSpan().SequenceEqual(BytesOf(other))
                && one.Build().Id == new Hash256(SHA256.HashData(bytes))
                && Segment.Open(bytes).Id == one.Build().Id;
        });

    // Golden: written by the program before it knew SHA-512. Older workers read what has none.
    [Test]
    public void Write_NoSha512_GivesTheBytesOfBefore()
    {
        var builder = new SegmentBuilder();
        for (byte i = 0; i < 5; i++)
        {
            builder.Add(new Entry("bank", $"{i}", "list")
            {
                Md5 = i < 4 ? new Hash128(MD5.HashData([i])) : null,
                Sha1 = i < 3 ? new Hash160(SHA1.HashData([i])) : null,
                Sha256 = i < 2 ? new Hash256(SHA256.HashData([i])) : null,
                Pdq = i > 2 ? new Hash256(SHA256.HashData([i, 1])) : null,
            });
        }

        builder.Withdraw(new EntryKey("bank", "list", "gone"));
        using var snapshot = new MemoryStream();
        HashIndex.Build([builder.Build()]).Save(snapshot);

        Assert.That(
            builder.Build().Id.ToString(),
            Is.EqualTo("2031ca8d7322f700e94fc33c38b284904116a1527fcc6c68ab5e781dc3bd2466"));
        Assert.That(
            Convert.ToHexStringLower(SHA256.HashData(snapshot.ToArray())),
            Is.EqualTo("30133fae56a3751dfdb15ea3c316e7a2b35a51f72e66251408f36edad84edd8f"));
    }

    // An older worker would read past the hashes and find nothing, in silence: the version makes it refuse them.
    [Test]
    public void Write_OneSha512_HasTheVersionThatOlderWorkersRefuse()
    {
        var builder = new SegmentBuilder();
        builder.Add(new Entry("bank", "1", "list") { Sha512 = new Hash512(SHA512.HashData([1])) });
        using var snapshot = new MemoryStream();
        HashIndex.Build([builder.Build()]).Save(snapshot);

        Assert.That(BitConverter.ToUInt32(BytesOf(builder), 8), Is.EqualTo(2));
        Assert.That(BitConverter.ToUInt32(snapshot.ToArray(), 8), Is.EqualTo(2));
        Assert.That(BitConverter.ToUInt32(BytesOf(new SegmentBuilder()), 8), Is.EqualTo(1));
    }

    // Version 2 would read past the frames and find nothing, in silence.
    [Test]
    public void Write_AVideo_HasTheVersionThatOlderWorkersRefuse()
    {
        var builder = new SegmentBuilder();
        builder.Add(new Entry("bank", "1", "list")
        {
            Sha512 = new Hash512(SHA512.HashData([1])),
            Vpdq = VideoFrames.Of([new Hash256(SHA256.HashData([1])), new Hash256(SHA256.HashData([2]))]),
        });
        using var snapshot = new MemoryStream();
        HashIndex.Build([builder.Build()]).Save(snapshot);

        Assert.That(BitConverter.ToUInt32(BytesOf(builder), 8), Is.EqualTo(3));
        Assert.That(BitConverter.ToUInt32(snapshot.ToArray(), 8), Is.EqualTo(3));
    }

    // Golden: the order of the sections and of the frames is the format.
    [Test]
    public void Write_Videos_GiveTheseBytes()
    {
        var builder = new SegmentBuilder();
        for (byte i = 0; i < 4; i++)
        {
            var frames = Enumerable.Range(0, i).Select(frame => new Hash256(SHA256.HashData([i, (byte)frame])));
            builder.Add(new Entry("bank", $"{i}", "list") { Vpdq = i == 0 ? null : VideoFrames.Of(frames) });
        }

        Assert.That(
            builder.Build().Id.ToString(),
            Is.EqualTo("1a1078f363a0fa30d8d9654b0a6e19fcb2a2f2ee56caf7ea11be7050063916b8"));
    }

    [Test]
    public void Open_FramesOutOfOrder_AreRefused()
    {
        var builder = new SegmentBuilder();
        for (byte i = 0; i < 2; i++)
        {
            var frames = VideoFrames.Of([new Hash256(SHA256.HashData([i]))]);
            builder.Add(new Entry("bank", $"{i}", "list") { Vpdq = frames });
        }

        var bytes = BytesOf(builder);
        var table = MemoryMarshal.Cast<byte, SectionHeader>(bytes.AsSpan(FileHeader.SizeBytes))
            [..(int)BitConverter.ToUInt32(bytes, 12)];
        foreach (var row in table)
        {
            if (row.Kind == SectionKind.FrameEntry)
            {
                MemoryMarshal.Cast<byte, int>(bytes.AsSpan((int)row.Offset, 8)).Reverse();
            }
        }

        SectionSeal.Renew(bytes);

        Assert.That(
            () => Segment.Open(bytes),
            Throws.TypeOf<SegmentException>().With.Message.Contains("order of their entries"));
    }

    [Test]
    public void Add_MoreFramesThanAnEntryMayHave_IsRefusedAndNotAdded()
    {
        var frames = VideoFrames.Of(
            Enumerable.Range(0, VideoFrames.Max + 1)
                .Select(frame => new Hash256(SHA256.HashData(BitConverter.GetBytes(frame)))));
        var builder = new SegmentBuilder();

        Assert.That(
            () => builder.Add(new Entry("bank", "1", "list") { Vpdq = frames }),
            Throws.InstanceOf<ArgumentException>());
        Assert.That(builder.Build().EntryCount, Is.Zero);
    }

    [Test]
    public void Build_NoEntries_IsAnEmptySegment()
    {
        var segment = Segment.Open(BytesOf(new SegmentBuilder()));

        Assert.That((segment.EntryCount, segment.WithdrawalCount, segment.Banks.Length), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void Add_HalfASurrogatePair_IsRefusedAndNotAdded()
    {
        var builder = new SegmentBuilder();
        builder.Add(new Entry("bank", "1", "source"));

        Assert.That(() => builder.Add(new Entry("bank", "\ud800", "source")), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => builder.Add(new Entry("bank", "2", "\ud800")), Throws.InstanceOf<ArgumentException>());
        Assert.That(builder.Build().EntryCount, Is.EqualTo(1));
    }

    [Test]
    public void GetEntry_NoSuchPosition_Throws()
    {
        var segment = new SegmentBuilder().Build();

        Assert.That(() => segment.GetEntry(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => segment.GetWithdrawal(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static EntryKey KeyOf(Entry entry) => new(entry.Bank, entry.Source, entry.EntryId);

    private static byte[] BytesOf(SegmentBuilder builder)
    {
        using var stream = new MemoryStream();
        builder.Write(stream);
        return stream.ToArray();
    }
}
