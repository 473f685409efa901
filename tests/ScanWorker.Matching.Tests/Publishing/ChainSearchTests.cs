using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Matching.Tests.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Publishing;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ChainSearchTests
{
    private const string Md5 = "00112233445566778899aabbccddeeff";
    private const string Sha1 = Md5 + "01234567";
    private const string Sha256 = Md5 + Md5;
    private const string Pdq = "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22";

    private static readonly ChainSearch Search = new(
    [
        HashIndexes.Segment(
            Entry("by-md5", Md5), Entry("by-sha1", Sha1), Entry("by-sha256", $"sha256:{Sha256}"),
            Entry("by-pdq", $"pdq:{Pdq}"), Entry("by-md5", Md5) with { Bank = "other" }),
    ]);

    [TestCase(Md5, "csam/ncmec/by-md5", "other/ncmec/by-md5")]
    [TestCase(Sha1, "csam/ncmec/by-sha1")]
    [TestCase(Sha256, "csam/ncmec/by-sha256")]
    [TestCase("sha256:" + Sha256, "csam/ncmec/by-sha256")]
    [TestCase(Pdq, "csam/ncmec/by-pdq")]
    [TestCase("pdq:" + Pdq, "csam/ncmec/by-pdq")]
    [TestCase("by-sha1", "csam/ncmec/by-sha1")]
    [TestCase("by-md5", "csam/ncmec/by-md5", "other/ncmec/by-md5")]
    [TestCase("other/ncmec/by-md5", "other/ncmec/by-md5")]
    [TestCase("pdq:" + Sha256)]
    [TestCase("nothing-of-the-kind")]
    [TestCase("00000000000000000000000000000000")]
    public void Find_WhatACustodianTypes_IsWhatIsMeant(string text, params string[] expected) =>
        Assert.That(Search.Find(text).Select(key => key.ToString()), Is.EqualTo(expected));

    [Test]
    public void Find_EntryReplacedOrWithdrawnSince_IsWhatTheLastSegmentSays()
    {
        var gone = new SegmentBuilder();
        gone.Withdraw(Entry("by-sha1", Sha1).Key);
        var search = new ChainSearch(
        [
            HashIndexes.Segment(Entry("by-md5", Md5), Entry("by-sha1", Sha1)),
            HashIndexes.Segment(Entry("by-md5", $"pdq:{Pdq}")),
            gone.Build(),
        ]);

        Assert.That(search.Find(Md5), Is.Empty);
        Assert.That(search.Find(Pdq).Single().EntryId, Is.EqualTo("by-md5"));
        Assert.That(search.Find("by-sha1"), Is.Empty);
    }

    [Test]
    public void Find_ManyKeys_IsWhatEachAloneFinds() =>
        Gen.Select(EntryGenerator.EntryOrVideo.Array[0, 15].Array[0, 4], EntryGenerator.Key.Array[0, 5]).Sample(
            (segments, withdrawn) =>
            {
                var last = new SegmentBuilder();
                foreach (var key in withdrawn)
                {
                    last.Withdraw(key);
                }

                var search = new ChainSearch([.. segments.Select(HashIndexes.Segment), last.Build()]);
                List<EntryKey> keys = [.. segments.SelectMany(all => all).Select(entry => entry.Key), .. withdrawn];

                var found = search.Find(keys);

                Assert.That(found.Keys, Is.EquivalentTo(keys.Where(key => search.Find(key) is not null).Distinct()));
                Assert.That(found.All(pair => HashSetDiff.IsSame(
                    pair.Value, search.Find(pair.Key) ?? pair.Value with { Note = "gone" })), Is.True);
            });

    [Test]
    public void Find_AnyKeyInAnyChain_IsTheEntryOfTheIndex() =>
        Gen.Select(EntryGenerator.EntryOrVideo.Array[0, 15].Array[0, 4], EntryGenerator.Key.Array[0, 5],
            EntryGenerator.Key)
            .Sample((segments, withdrawn, key) =>
            {
                var chain = segments.Select(HashIndexes.Segment).ToList();
                var last = new SegmentBuilder();
                foreach (var gone in withdrawn)
                {
                    last.Withdraw(gone);
                }

                chain.Add(last.Build());
                var index = HashSetAssembler.BuildLookup(chain);
                var found = new ChainSearch(chain).Find(key);
                return index.Find(key) is >= 0 and var ordinal
                    ? found is not null && HashSetDiff.IsSame(found, index.GetEntry(ordinal))
                    : found is null;
            });

    private static Entry Entry(string id, string hash) =>
        HashText.Meanings(hash)[0].ApplyTo(new Entry("csam", id, "ncmec"));
}
