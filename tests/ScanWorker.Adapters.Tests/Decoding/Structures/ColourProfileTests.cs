using ScanWorker.Adapters.Decoding.Structures;
using static System.Buffers.Binary.BinaryPrimitives;
using static ScanWorker.Adapters.Tests.Decoding.Structures.OddPictures;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

/// <summary>Profiles that a look at some of their values would take for plain.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ColourProfileTests
{
    private const int TagsAt = 132;
    private const int CurveAt = TagsAt + (6 * 12) + (3 * 20);
    private const ushort Gamma = 0x0233;

    private static readonly ushort[] Rising =
        [.. Enumerable.Range(0, 256).Select(i => (ushort)(Math.Pow(i / 255.0, 2.2) * ushort.MaxValue))];

    [Test]
    public void IsPlain_CurveOfManyEntries_IsTrue() =>
        Assert.That(ColourProfile.IsPlain([.. Profile(Rising)]), Is.True);

    [Test]
    public void IsPlain_OneEntryFalls_IsFalse([Range(1, 254)] int at)
    {
        var curve = Rising.ToArray();
        curve[at] = (ushort)(at < 128 ? ushort.MaxValue : 0);

        Assert.That(ColourProfile.IsPlain([.. Profile(curve)]), Is.False);
    }

    [Test]
    public void IsPlain_ColorantFarAway_IsFalse([Range(0, 2)] int colour, [Range(0, 2)] int axis, [Values] bool isMore)
    {
        byte[] profile = [.. Profile(Gamma)];
        var at = TagsAt + (6 * 12) + (colour * 20) + 8 + (axis * 4);
        WriteInt32BigEndian(profile.AsSpan(at), ReadInt32BigEndian(profile.AsSpan(at)) + (isMore ? 60_000 : -60_000));

        Assert.That(ColourProfile.IsPlain(profile), Is.False);
    }

    [TestCase("A2B0"), TestCase("D2B0"), TestCase("cicp")]
    public void IsPlain_TagThatGoesBeforeTheMatrix_IsFalse(string tag)
    {
        List<byte> profile = Profile(Gamma);
        profile[131] = 7;
        profile.InsertRange(TagsAt, [.. System.Text.Encoding.ASCII.GetBytes(tag), .. Big32(CurveAt), .. Big32(12)]);

        Assert.That(ColourProfile.IsPlain([.. profile]), Is.False);
        Assert.That(
            ColourProfile.OddityOf([.. profile]), Is.EqualTo(Oddity.ContestedColours),
            "Browsers' codecs read it in two ways.");
    }

    // Who goes by the codes shows the picture as it is stored, and who goes by the curves shows it inverted.
    [Test]
    public void OddityOf_PlainCodesBesideCurvesThatAreNot_IsContested()
    {
        List<byte> profile = Profile(ushort.MaxValue, 0);
        profile[131] = 7;
        profile.InsertRange(TagsAt, [.. "cicp"u8, .. Big32((uint)profile.Count + 12), .. Big32(12)]);
        profile.AddRange([.. "cicp"u8, 0, 0, 0, 0, 1, 13, 0, 1]);

        Assert.That(ColourProfile.OddityOf([.. profile]), Is.EqualTo(Oddity.ContestedColours));
    }

    [Test]
    public void OddityOf_MatrixAndCurves_IsNotContested() =>
        Assert.That(
            ColourProfile.OddityOf([.. Profile(ushort.MaxValue, 0)]), Is.EqualTo(Oddity.ColourProfile),
            "All show the same.");

    [TestCase(1 << 16, ExpectedResult = true)]
    [TestCase((1 << 16) + 1, ExpectedResult = false)]
    public bool IsPlain_LongCurve_IsWithinALimit(int entries) =>
        ColourProfile.IsPlain(
        [
            .. Profile(
            [
                .. Enumerable.Range(0, entries)
                    .Select(i => (ushort)(Math.Pow(i / (entries - 1.0), 2.2) * ushort.MaxValue)),
            ]),
        ]);

    [Test]
    public void IsPlain_MoreTagsThanAreLookedAt_IsFalse()
    {
        byte[] profile = [.. Profile(Gamma)];
        WriteUInt32BigEndian(profile.AsSpan(128), 101);

        Assert.That(ColourProfile.IsPlain(profile), Is.False);
    }

    [TestCase("link"), TestCase("abst"), TestCase("nmcl")]
    public void IsPlain_ClassThatIsNotOfAPicture_IsFalse(string name)
    {
        byte[] profile = [.. Profile(Gamma)];
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(profile, 12);

        Assert.That(ColourProfile.IsPlain(profile), Is.False);
    }
}
