using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Tests.Scan;

/// <summary>
/// Ten known frames; frame n of an upload is one of them, or unrelated. What the shares are of is held against a plain
/// definition in the tests of the index.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class VideoStageTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static readonly Entry Known =
        new("b", "film", "s") { Vpdq = VideoFrames.Of(Enumerable.Range(0, 10).Select(Hash)) };

    private static readonly PolicySettings WithLogos = new()
    {
        Banks = new Dictionary<string, BankPolicy> { ["logos"] = new() { Negative = true } },
    };

    [TestCase(8, 0, true)]
    [TestCase(7, 0, false, Description = "70 % of the known video")]
    [TestCase(8, 200, true, Description = "within a longer one")]
    public void Near_FramesOfAKnownVideo_MatchFromFourFifthsOn(int known, int others, bool isMatch)
    {
        var matches = Near([Known], Film([.. Enumerable.Range(0, known), .. Enumerable.Range(1000, others)]));

        Assert.That(matches.Any(), Is.EqualTo(isMatch));
        if (isMatch)
        {
            Assert.That(
                (matches[0].Algorithm, matches[0].Kind, matches[0].Video),
                Is.EqualTo(("vpdq", MatchKind.Near, new VideoShares(known, 10, known, known + others))));
        }
    }

    [TestCase(20, true)]
    [TestCase(21, false)]
    public void Near_BankThatWantsTheUploadsFrames_MatchesByThem(int percent, bool isMatch)
    {
        var bank = new BankPolicy { Vpdq = new VideoThresholds { KnownPercent = 0, UploadPercent = percent } };

        var matches = Near([Known], Film([0, 1, .. Enumerable.Range(1000, 8)]), bank);

        Assert.That(matches.Any(), Is.EqualTo(isMatch));
    }

    [TestCase(31, 31, true)]
    [TestCase(31, 32, false)]
    [TestCase(0, 0, true)]
    public void Near_DistanceOfFrames_IsTheBanksAndInclusive(int maxDistance, int distance, bool isMatch)
    {
        var film = Film(Enumerable.Range(0, 10)).Select(hash => hash with { Hash = Flipped(hash.Hash, distance) });
        var bank = new BankPolicy { Vpdq = new VideoThresholds { MaxDistance = maxDistance } };

        var matches = Near([Known], [.. film], bank);

        Assert.That(matches.Select(match => match.Distance), isMatch ? Is.EqualTo(new[] { distance }) : Is.Empty);
    }

    // A film of one picture would be found in every picture that is like it.
    [Test]
    public void Near_Picture_IsNotLookedForAmongVideos()
    {
        var known = Known with { Vpdq = VideoFrames.Of([Hash(0)]) };

        Assert.That(Near([known], [new PerceptualHash(Hash(0), 100, 0, DihedralTransform.Original)]), Is.Empty);
        Assert.That(Near([known], Film([0])), Has.Length.EqualTo(1));
    }

    [TestCase(49, 0, DihedralTransform.Original, PictureCrop.None)]
    [TestCase(100, 0, DihedralTransform.Rotate90, PictureCrop.None)]
    [TestCase(100, 0, DihedralTransform.Original, PictureCrop.Centre90)]
    [TestCase(100, 1, DihedralTransform.Original, PictureCrop.Border)]
    [TestCase(50, 1, DihedralTransform.Original, PictureCrop.None)]
    public void Near_Looks_AreThoseUprightAndGoodEnough(
        int quality, int found, DihedralTransform transform, PictureCrop crop)
    {
        var film = Film(Enumerable.Range(0, 10)).Select(hash =>
            hash with { Quality = quality, Transform = transform, Crop = crop });

        Assert.That(Near([Known], [.. film]), Has.Length.EqualTo(found));
    }

    [Test]
    public void Near_NearestFrame_IsNamedWithItsSecond()
    {
        var film = Film(Enumerable.Range(0, 10))
            .Select(hash => hash with { Hash = Flipped(hash.Hash, 9 - hash.Frame) });

        var match = Near([Known], [.. film]).Single();

        Assert.That((match.Frame, match.Second, match.Distance), Is.EqualTo((9, 9.5, 0)));
    }

    [Test]
    public void Near_EntryWithAPictureToo_MatchesByBoth()
    {
        var settings = new PolicySettings();
        var film = Film(Enumerable.Range(0, 10));
        var matches = Search([Known with { Pdq = Hash(3) }], film, settings);

        Assert.That(matches.Select(match => match.Algorithm), Is.EqualTo(new[] { "vpdq", "pdq" }));
        Assert.That(
            Judged(matches, settings).Select(judged => judged.Match.Algorithm),
            Is.EquivalentTo(new[] { "vpdq", "pdq" }));
    }

    // Frames 0 to 4 are a station's logo: of the known film's other five four are there, beside four unknown ones.
    [TestCase(4, true)]
    [TestCase(3, false)]
    public void Near_PicturesOfANegativeBank_PlayNoPartInEitherVideo(int others, bool isMatch)
    {
        Entry[] entries = [Known, .. Enumerable.Range(0, 5).Select(Logo)];

        var matches = Search(
            entries, Film([.. Enumerable.Range(0, 5 + others), .. Enumerable.Range(1000, 4)]), WithLogos);

        var video = matches.SingleOrDefault(match => match.Video is not null);
        Assert.That(video?.Video, Is.EqualTo(isMatch ? new VideoShares(4, 5, 4, 8) : null));
        Assert.That(Judged(matches, WithLogos), Has.Length.EqualTo(isMatch ? 1 : 0));

        static Entry Logo(int frame) => new("logos", $"{frame}", "s") { Pdq = Hash(frame) };
    }

    [Test]
    public void Near_NothingButFramesOfANegativeBank_IsNoMatch()
    {
        var harmless = Known with { Bank = "logos" };

        var matches = Search([Known, harmless], Film(Enumerable.Range(0, 10)), WithLogos);

        Assert.That(matches.Select(match => match.Bank).Distinct(), Is.EqualTo(new[] { "logos" }));
        Assert.That(Judged(matches, WithLogos), Is.Empty);
    }

    // The harmless film is within the upload; a known picture stands in another frame of it, and one in the film.
    [Test]
    public void Judge_VideoOfANegativeBank_SuppressesPicturesInItsFramesAlone()
    {
        var harmless = Known with { Bank = "logos" };
        Entry[] pictures = [new("b", "in", "s") { Pdq = Hash(3) }, new("b", "beside", "s") { Pdq = Hash(1000) }];

        var matches = Search([harmless, .. pictures], Film([.. Enumerable.Range(0, 10), 1000]), WithLogos);

        Assert.That(
            Judged(matches, WithLogos).Select(judged => judged.Match.EntryId), Is.EqualTo(new[] { "beside" }));
    }

    [Test]
    public void Near_NegativeEntryThatIsDisabled_SuppressesNoFrame()
    {
        Entry[] logos =
        [
            .. Enumerable.Range(0, 10).Select(frame =>
                new Entry("logos", $"{frame}", "s") { Pdq = Hash(frame), Enabled = false }),
        ];

        var matches = Search([Known, .. logos], Film(Enumerable.Range(0, 10)), WithLogos);

        Assert.That(Judged(matches, WithLogos).Select(judged => judged.Match.EntryId), Is.EqualTo(new[] { "film" }));
    }

    // So many are listed of a bank; those that are disabled are none of them.
    [TestCase(false)]
    [TestCase(true)]
    public void Near_MoreDisabledEntriesThanAreListed_HideNoneThatIsEnabled(bool isNegative)
    {
        var bank = isNegative ? "logos" : "b";
        Entry[] entries =
        [
            .. Enumerable.Range(0, MatchStage.NearMatchesMax + 1).Select(
                number => Known with { Bank = bank, EntryId = $"disabled-{number}", Enabled = false }),
            Known with { Bank = bank },
        ];

        var matches = Search(entries, Film(Enumerable.Range(0, 10)), WithLogos);

        Assert.That(matches.Select(match => match.EntryId).Distinct(), Is.EqualTo(new[] { "film" }));
    }

    // A hundred share the upload's first frame; the last one has its second, where a picture is known.
    [Test]
    public void Near_MoreNegativeVideosThanAreListed_SuppressWhereEachIsNear()
    {
        Entry[] entries =
        [
            .. Enumerable.Range(0, MatchStage.NearMatchesMax + 1).Select(number =>
                new Entry("logos", $"{number}", "s") { Vpdq = VideoFrames.Of([Hash(0)]) }),
            new("logos", "other", "s") { Vpdq = VideoFrames.Of([Hash(1)]) },
            new("b", "picture", "s") { Pdq = Hash(1) },
        ];

        var matches = Search(entries, Film(Enumerable.Range(0, 2)), WithLogos);

        var findings = new ContentFindings(1, "test", 1, ContentDigester.Compute([])) { Matches = matches };
        Assert.That(new VerdictPolicy(WithLogos, "test").Judge(findings, Now).Reason, Is.EqualTo("negative-bank"));
    }

    [TestCase(1, 0, Softening.Quorum)]
    [TestCase(2, 0, null)]
    [TestCase(2, 1, Softening.Disputed)]
    public void Judge_VideoThatMembersDoNotVouchFor_IsSoftenedLikeAPicture(
        int positive, int negative, Softening? softened)
    {
        var settings = new PolicySettings { DefaultBank = new BankPolicy { Quorum = 2 } };
        var entry = Known with { PositiveOpinions = positive, NegativeOpinions = negative };

        var judged = Judged(Search([entry], Film(Enumerable.Range(0, 10)), settings), settings).Single();

        Assert.That(
            (judged.Softened, judged.Action),
            Is.EqualTo((softened, softened is null ? PolicyAction.Block : PolicyAction.Review)));
    }

    [Test]
    public void MatchOf_Video_SaysBothSharesAndWhatTheBankAsksFor()
    {
        var settings = new PolicySettings
        {
            DefaultBank = new BankPolicy { Vpdq = new VideoThresholds { MaxDistance = 20, UploadPercent = 5 } },
        };
        var matches = Search([Known], Film([.. Enumerable.Range(0, 9), .. Enumerable.Range(1000, 18)]), settings);

        var data = EventComposer.MatchOf(Judged(matches, settings).Single());

        Assert.That((data.Algorithm, data.Distance, data.MaxDistance), Is.EqualTo(("vpdq", 0, (int?)20)));
        Assert.That(data.Video, Is.EqualTo(new VideoMatchData
        {
            KnownPercent = 90,
            KnownPercentMin = 80,
            KnownFrames = 10,
            UploadPercent = 33.33,
            UploadPercentMin = 5,
            UploadFrames = 27,
        }));
    }

    private static PerceptualHash[] Film(IEnumerable<int> frames) =>
    [
        .. frames.Select((frame, number) =>
            new PerceptualHash(Hash(frame), 100, number, DihedralTransform.Original) { Second = number + 0.5 }),
    ];

    private static ImmutableArray<KnownMatch> Near(Entry[] entries, PerceptualHash[] hashes, BankPolicy? bank = null) =>
        Search(entries, hashes, new PolicySettings { DefaultBank = bank ?? new BankPolicy() });

    private static ImmutableArray<KnownMatch> Search(Entry[] entries, PerceptualHash[] hashes, PolicySettings settings)
    {
        var index = HashIndex.Build(entries);
        var plan = new SearchPlanner().PlanFor(index, new VerdictPolicy(settings, "test"), Now);
        return MatchStage.Near(hashes, index, plan).Matches;
    }

    private static ImmutableArray<JudgedMatch> Judged(ImmutableArray<KnownMatch> matches, PolicySettings settings) =>
        new VerdictPolicy(settings, "test").Judge(
            new ContentFindings(1, "plan", 10, ContentDigester.Compute("content"u8)) { Matches = matches }, Now)
            is Verdict.Match match ? match.Matches : [];

    private static Hash256 Hash(int seed)
    {
        var bytes = new byte[Hash256.SizeBytes];
        new Random(seed).NextBytes(bytes);
        return new Hash256(bytes);
    }

    private static Hash256 Flipped(Hash256 hash, int bits)
    {
        var bytes = new byte[Hash256.SizeBytes];
        hash.CopyTo(bytes);
        for (var bit = 0; bit < bits; bit++)
        {
            bytes[bit % Hash256.SizeBytes] ^= (byte)(1 << (bit / Hash256.SizeBytes));
        }

        return new Hash256(bytes);
    }
}
