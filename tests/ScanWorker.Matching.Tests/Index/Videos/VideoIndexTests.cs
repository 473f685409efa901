using System.Security.Cryptography;
using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Matching.Segments;
using ScanWorker.Matching.Tests.Segments;
using Frame = ScanWorker.Matching.Tests.Index.Videos.VideoDefinition.Frame;

namespace ScanWorker.Matching.Tests.Index.Videos;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VideoIndexTests
{
    private static readonly IReadOnlySet<Hash256> Nothing = new HashSet<Hash256>();

    private static Gen<Frame[]> Film =>
        EntryGenerator.ClusteredHash.Array[1, 2].Select(hashes => new Frame(hashes)).Array[1, 20];

    private static Gen<VideoRule> Rule =>
        Gen.Select(Gen.Int[-1, 40], Gen.Int[0, 100], Gen.Int[0, 100])
            .Select((radius, known, asked) => new VideoRule(radius, known, asked));

    [TestCase(0, Description = "by tables")]
    [TestCase(int.MaxValue, Description = "by looking at all")]
    public void FindVideos_AnyVideosAndRules_FindsWhatThePlainDefinitionFinds(int tablesFromRows) =>
        Gen.Select(EntryGenerator.EntryOrVideo.Array[0, 40], Film, Rule.Array[3], Gen.Bool.Array[20])
            .Sample((entries, film, rules, passed) =>
            {
                var passedOver = film.Zip(passed).Where(frame => frame.Second).Select(frame => frame.First.Hashes[0])
                    .ToHashSet();
                var index = HashIndex.Empty.WithDelta(SegmentOf(entries), tablesFromRows);
                var live = entries.Reverse().DistinctBy(entry => entry.Key);

                var found = VideoDefinition.Ask(index, film, passedOver, RuleOf);

                Assert.That(found, Is.EquivalentTo(VideoDefinition.Find(live, film, passedOver, RuleOf)));

                VideoRule RuleOf(string bank) => rules[bank[^1] - '0'];
            });

    [Test]
    public void FindVideos_AfterDeltasAndASnapshot_FindsTheLastWordOfEach() =>
        Gen.Select(
            EntryGenerator.EntryOrVideo.Array[0, 30], EntryGenerator.EntryOrVideo.Array[0, 30],
            EntryGenerator.Key.Array[0, 8], Film).Sample((before, after, withdrawn, film) =>
            {
                var delta = new SegmentBuilder();
                Array.ForEach(after, delta.Add);
                Array.ForEach(withdrawn, delta.Withdraw);
                var index = HashIndex.Empty.WithDelta(SegmentOf(before), nearTablesFromRows: 10)
                    .WithDelta(delta.Build(), nearTablesFromRows: 10);
                var live = before.Concat(after).Reverse().DistinctBy(entry => entry.Key)
                    .Where(entry => !withdrawn.Contains(entry.Key)).ToList();
                using var snapshot = new MemoryStream();
                index.Save(snapshot);
                var opened = HashIndex.Open(snapshot.ToArray());

                var wanted = VideoDefinition.Find(live, film, Nothing, _ => new VideoRule(31, 50, 0));

                Assert.That(
                    VideoDefinition.Ask(index, film, Nothing, _ => new VideoRule(31, 50, 0)), Is.EquivalentTo(wanted));
                Assert.That(
                    VideoDefinition.Ask(opened, film, Nothing, _ => new VideoRule(31, 50, 0)), Is.EquivalentTo(wanted));
                Assert.That(opened.HoldsVideos, Is.EqualTo(live.Exists(entry => entry.Vpdq is not null)));
            });

    // As many as have tables in a worker, and a query of many batches.
    [Test]
    public void FindVideos_ManyFrames_FindsAClipAndALongerFilm()
    {
        var films = Enumerable.Range(0, 400).Select(film => Enumerable.Range(0, 50).Select(frame => HashOf(film, frame))
            .ToList()).ToList();
        var index = HashIndex.Build(films.Select((film, number) =>
            new Entry("bank", $"{number}", "list") { Pdq = film[0], Vpdq = VideoFrames.Of(film) }));
        using var snapshot = new MemoryStream();
        index.Save(snapshot);
        var opened = HashIndex.Open(snapshot.ToArray());

        var clip = films[7].Take(40).Select(Near).Select(hash => new Frame(hash)).ToList();
        var longer = films[9].Concat(Enumerable.Range(0, 200).Select(frame => HashOf(1000, frame)))
            .Select(hash => new Frame(hash)).ToList();

        Assert.That(Found(clip, 80, 0), Is.EqualTo(new[] { ("7", 40, 50, 40, 40) }));
        Assert.That(Found(clip, 81, 0), Is.Empty);
        Assert.That(Found(longer, 100, 20), Is.EqualTo(new[] { ("9", 50, 50, 50, 250) }));
        Assert.That(Found(longer, 100, 21), Is.Empty);

        IEnumerable<(string, int, int, int, int)> Found(IReadOnlyList<Frame> film, int known, int asked)
        {
            var rule = new VideoRule(31, known, asked);
            var found = VideoDefinition.Ask(index, film, Nothing, _ => rule);
            Assert.That(VideoDefinition.Ask(opened, film, Nothing, _ => rule), Is.EquivalentTo(found));
            return found.Select(one => (
                one.Key.EntryId, one.Known.Matched, one.Known.Total, one.Query.Matched, one.Query.Total));
        }
    }

    // So many rows that there are tables, which give up at what crowds: two in five rows, and half of what is asked.
    [Test]
    public void FindVideos_FramesThatCrowd_FindsWhatThePlainDefinitionFinds()
    {
        var random = new Random(1);
        Entry[] entries =
        [
            .. Enumerable.Range(0, 350).Select(film => new Entry("bank", $"{film}", "list")
            {
                Vpdq = VideoFrames.Of(Enumerable.Range(0, 50).Select(frame =>
                    frame % 5 < 2 ? Like(HashOf(-1, 0), 24) : HashOf(film, frame))),
            }),
        ];
        Frame[] film =
        [
            .. Enumerable.Range(0, 16).Select(_ => new Frame(Like(HashOf(-1, 0), 24), Like(HashOf(-1, 0), 40))),
            .. Enumerable.Range(0, 50).Select(frame => new Frame(Like(HashOf(7, frame), 24))),
        ];
        var passedOver = film.Take(3).Select(frame => frame.Hashes[0]).ToHashSet();
        random.Shuffle(film);
        var index = HashIndex.Build(entries);

        foreach (var rule in (ReadOnlySpan<VideoRule>)[new(31, 50, 0), new(24, 1, 10), new(31, 0, 40)])
        {
            Assert.That(
                VideoDefinition.Ask(index, film, passedOver, _ => rule),
                Is.EquivalentTo(VideoDefinition.Find(entries, film, passedOver, _ => rule)).And.Not.Empty);
        }

        Hash256 Like(Hash256 hash, int bits) =>
            EntryGenerator.Flip(hash, [.. Enumerable.Range(0, random.Next(bits)).Select(_ => random.Next(256))]);
    }

    [TestCase(0, Description = "by tables")]
    [TestCase(int.MaxValue, Description = "by looking at all")]
    public void FindVideos_LittleWorkAllowed_FindsAllOrSaysThatItDidNot(int tablesFromRows) =>
        Gen.Select(EntryGenerator.EntryOrVideo.Array[0, 40], Film, Rule, Gen.Bool.Array[20], Gen.Long[0, 30_000])
            .Sample((entries, film, rule, passed, work) =>
            {
                var passedOver = film.Zip(passed).Where(frame => frame.Second).Select(frame => frame.First.Hashes[0])
                    .ToHashSet();
                var index = HashIndex.Empty.WithDelta(SegmentOf(entries), tablesFromRows);
                var live = entries.Reverse().DistinctBy(entry => entry.Key);
                var all = VideoDefinition.Find(live, film, passedOver, _ => rule);
                var found = new List<VideoMatch>();

                var isComplete = index.FindVideos(
                    VideoDefinition.QueryOf(film, passedOver), [.. index.Banks.Select(_ => rule)], found,
                    new SearchWork(work));

                Assert.That(found, Has.Count.EqualTo(all.Count).Or.Count.LessThan(isComplete ? 0 : all.Count));
                foreach (var match in found)
                {
                    var whole = all.Single(answer => answer.Key == index.GetEntry(match.Entry).Key);
                    Assert.That(match.Distance, Is.AtLeast(whole.Distance));
                    Assert.That(IsAtMost(match.Known, whole.Known) && IsAtMost(match.Query, whole.Query));
                    Assert.That(
                        whole.HashesOfTheQuery.Split(' '), Is.SupersetOf(match.Hashes.Select(hash => $"{hash}")));
                }

                static bool IsAtMost(FrameShare one, FrameShare other) =>
                    one.Matched * other.Total <= other.Matched * one.Total;
            });

    [Test]
    public void FindVideos_NoWorkAllowed_SaysThatItGaveUp()
    {
        var index = HashIndex.Build([new Entry("bank", "1", "list") { Vpdq = VideoFrames.Of([HashOf(0, 0)]) }]);
        var query = VideoDefinition.QueryOf([new Frame(HashOf(0, 0))], Nothing);

        Assert.That(index.FindVideos(query, [new VideoRule(31, 80, 0)], [], new SearchWork(0)), Is.False);
        Assert.That(index.FindVideos(query, [new VideoRule(31, 80, 0)], []), Is.True);
    }

    // A video of one title, and each tenth frame of a thousand known ones is that title: three million pairs.
    [Test]
    public void FindVideos_TitleOfAThousandVideos_TakesAThirtiethOfTheWork()
    {
        var films = Enumerable.Range(0, 1000).Select(film => new Entry("bank", $"{film}", "list")
        {
            Vpdq = VideoFrames.Of(Enumerable.Range(0, 100).Select(frame =>
                frame % 10 == 0 ? EntryGenerator.Flip(HashOf(-1, 0), film % 256, frame) : HashOf(film, frame))),
        });
        var query = VideoDefinition.QueryOf(
            Enumerable.Range(0, 300).Select(frame =>
                new Frame(EntryGenerator.Flip(HashOf(-1, 0), frame % 256, frame / 256, 200))), Nothing);
        var index = HashIndex.Build(films);

        Assert.That(IsCompleteWithin(SearchWork.Max / 30), Is.True);
        Assert.That(IsCompleteWithin(SearchWork.Max / 60), Is.False);

        bool IsCompleteWithin(long work) =>
            index.FindVideos(query, [new VideoRule(31, 80, 0)], [], new SearchWork(work));
    }

    [Test]
    public void FindVideos_NoRuleForEachBank_IsRefused()
    {
        var index = HashIndex.Build([new Entry("bank", "1", "list") { Vpdq = VideoFrames.Of([HashOf(0, 0)]) }]);

        Assert.That(() => index.FindVideos(new VideoQuery(), [], []), Throws.ArgumentException);
    }

    // What a picture is compared with are pictures.
    [Test]
    public void FindNear_AFrameOfAVideo_IsNoPicture()
    {
        var index = HashIndex.Build([new Entry("bank", "1", "list") { Vpdq = VideoFrames.Of([HashOf(0, 0)]) }]);

        Assert.That(index.FindNear([HashOf(0, 0)], [256], []), Is.Zero);
    }

    private static Hash256 HashOf(int film, int frame) =>
        new(SHA256.HashData([.. BitConverter.GetBytes(film), .. BitConverter.GetBytes(frame)]));

    private static Hash256 Near(Hash256 hash) => EntryGenerator.Flip(hash, Enumerable.Range(0, 31).ToArray());

    private static Segment SegmentOf(Entry[] entries) => HashIndexes.Segment(entries);
}
