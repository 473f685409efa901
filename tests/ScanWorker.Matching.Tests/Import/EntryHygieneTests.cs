using System.Security.Cryptography;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Import;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class EntryHygieneTests
{
    private static readonly EntryHygiene Hygiene = new(BenignGauntlet.Hashes, 31);

    [TestCase("d41d8cd98f00b204e9800998ecf8427e")]
    [TestCase("da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [TestCase("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void Check_DigestOfNothing_IsTheEmptyFile(string hash) =>
        Assert.That(Hygiene.Check(EntryOf(hash)), Is.EqualTo(RejectReason.EmptyFile));

    [TestCase('0')]
    [TestCase('f')]
    public void Check_PdqOfEqualBits_IsConstant(char digit) =>
        Assert.That(Hygiene.Check(EntryOf("pdq:" + new string(digit, 64))), Is.EqualTo(RejectReason.ConstantPdq));

    // A title card is in many videos; the others of its frames say what is known.
    [Test]
    public void Clean_FramesThatEverybodyMayHave_AreLeftOutAndCounted()
    {
        Hash256[] good = [.. Enumerable.Range(7, 3).Select(frame => new Hash256(SHA256.HashData([(byte)frame])))];
        Hash256[] refused = [.. BenignGauntlet.Hashes.Where(hash => hash != default).Take(2), default];
        var video = VideoFrames.Of([.. good, .. refused]);

        var clean = Hygiene.Clean(new Entry("b", "e", "s") { Vpdq = video });

        Assert.That(
            (clean.Refusal, clean.FramesRefused, clean.IsVideoLost), Is.EqualTo((default(RejectReason?), 3, false)));
        Assert.That(clean.Entry.Vpdq, Is.EqualTo(VideoFrames.Of(good)));
    }

    // One title between test cards would match whatever has that title, as all of a video.
    [Test]
    public void Clean_HardlyAFrameBesideThoseThatEverybodyMayHave_IsNoVideo([Values(1, 2)] int left)
    {
        Hash256[] good = [.. Enumerable.Range(7, left).Select(frame => new Hash256(SHA256.HashData([(byte)frame])))];
        var refused = BenignGauntlet.Hashes.First(hash => hash != default);

        var (whole, mixed) = (
            Hygiene.Clean(new Entry("b", "e", "s") { Vpdq = VideoFrames.Of(good) }),
            Hygiene.Clean(new Entry("b", "e", "s") { Vpdq = VideoFrames.Of([.. good, refused]) }));

        Assert.That((whole.Refusal, whole.Entry.Vpdq?.Count), Is.EqualTo((default(RejectReason?), left)));
        Assert.That(mixed.Refusal, Is.EqualTo(RejectReason.Benign));
    }

    [TestCase(0, RejectReason.NoFrames)]
    [TestCase(2, RejectReason.Benign)]
    [TestCase(VideoFrames.Max + 1, RejectReason.TooManyFrames)]
    public void Clean_NoFrameThatCanBeTaken_RefusesWhatHasNoOtherHash(int frames, RejectReason reason)
    {
        var video = VideoFrames.Of(frames <= 2
            ? BenignGauntlet.Hashes.Take(frames)
            : Enumerable.Range(0, frames).Select(frame => new Hash256(SHA256.HashData(BitConverter.GetBytes(frame)))));
        var entry = new Entry("b", "e", "s") { Vpdq = video };

        var (alone, beside) = (Hygiene.Clean(entry), Hygiene.Clean(entry with { Md5 = new Hash128(new byte[16]) }));

        Assert.That((alone.Refusal, alone.IsVideoLost), Is.EqualTo(((RejectReason?)reason, false)));
        Assert.That((beside.Refusal, beside.IsVideoLost), Is.EqualTo((default(RejectReason?), true)));
        Assert.That(beside.Entry.Vpdq, Is.Null);
    }

    [Test]
    public void Check_PdqOfHardlyAnyBits_IsFeatureless() => Assert.That(
        Hygiene.Check(EntryOf("pdq:" + new string('0', 60) + "8421")), Is.EqualTo(RejectReason.Featureless));

    [TestCaseSource(nameof(Pictures))]
    public void Check_PictureOfTheGauntletInAnyTransform_IsRefused(string name, Func<float, float, float> luma)
    {
        var (turned, reference) = (new Hash256[PdqHasher.DihedralCount], new Hash256[PdqHasher.DihedralCount]);
        _ = PdqHasher.HashTurned(BenignGauntlet.Draw(luma), 256, 256, turned);
        _ = PdqHasher.HashDihedral(BenignGauntlet.Draw(luma), 256, 256, reference);

        Assert.That(turned.Concat(reference).Select(pdq => Hygiene.Check(Pdq(pdq))), Has.None.Null, name);
    }

    [Test]
    public void Check_WithinTheBanksDistanceOfTheGauntlet_IsBenignAndBeyondItIsNot()
    {
        var benign = Checkerboard();
        var hygiene = new EntryHygiene([benign], 31);

        Assert.That(hygiene.Check(Pdq(EntryGenerator.Flip(benign, [.. Enumerable.Range(0, 31)]))),
            Is.EqualTo(RejectReason.Benign));
        Assert.That(hygiene.Check(Pdq(EntryGenerator.Flip(benign, [.. Enumerable.Range(0, 32)]))), Is.Null);
        Assert.That(hygiene.Check(Pdq(EntryGenerator.Flip(benign, [.. Enumerable.Range(100, 32)]))), Is.Null);
    }

    [Test]
    public void Check_HashesOfNoPicture_AreLetThrough()
    {
        var random = new Random(1);
        var bytes = new byte[Hash256.SizeBytes];

        for (var i = 0; i < 10_000; i++)
        {
            random.NextBytes(bytes);
            Assert.That(Hygiene.Check(Pdq(new Hash256(bytes))), Is.Null);
        }
    }

    [Test]
    public void Gauntlet_EachPicture_HasItsOwnName() =>
        Assert.That(BenignGauntlet.Pictures().Select(picture => picture.Name).ToList(),
            Is.Unique.And.Count.GreaterThan(60));

    private static IEnumerable<TestCaseData> Pictures() =>
        BenignGauntlet.Pictures().Select(picture =>
            new TestCaseData(picture.Name, picture.Luma).SetArgDisplayNames(picture.Name));

    private static Hash256 Checkerboard() => PdqHasher.Hash(
        BenignGauntlet.Draw(BenignGauntlet.Pictures().First(picture => picture.Name == "checkerboard-8").Luma), 256,
            256).Hash;

    private static Entry Pdq(Hash256 pdq) => new("b", "e", "s") { Pdq = pdq };

    private static Entry EntryOf(string hash) => HashText.Meanings(hash)[0].ApplyTo(new Entry("b", "e", "s"));
}
