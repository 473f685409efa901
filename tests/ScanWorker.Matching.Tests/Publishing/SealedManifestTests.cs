using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Hashing;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Matching.Tests.Publishing;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SealedManifestTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ManifestTrust _trust;

    public SealedManifestTests() =>
        _trust = ManifestTrust.Create(_key.ExportSubjectPublicKeyInfoPem(), isSignatureRequired: true);

    public void Dispose() => _key.Dispose();

    [Test]
    public void Open_WhatWasSealed_IsTheSameManifest()
    {
        var manifest = Example();

        var opened = SealedManifest.Open(SealedManifest.Seal(manifest, _key).Document, _trust);

        Assert.That(opened.IsSigned, Is.True);
        Assert.That(opened.Manifest.Segments, Is.EqualTo(manifest.Segments));
        Assert.That(opened.Manifest.Banks.Single().Sources, Is.EqualTo(manifest.Banks.Single().Sources));
        Assert.That(Flat(opened.Manifest), Is.EqualTo(Flat(manifest)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Open_AnyBitFlipped_IsRefused(bool isSigned)
    {
        var document = SealedManifest.Seal(Example(), isSigned ? _key : null).Document.ToArray();
        var trust = isSigned ? _trust : ManifestTrust.Anyone;

        for (var bit = 0; bit < document.Length * 8; bit++)
        {
            document[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(
                () => SealedManifest.Open(document, trust), Throws.TypeOf<HashSetRefusedException>(), $"bit {bit}");
            document[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.That(() => SealedManifest.Open(document, trust), Throws.Nothing);
    }

    [Test]
    public void Open_CutAnywhere_IsRefused()
    {
        var document = SealedManifest.Seal(Example(), _key).Document;

        for (var length = 0; length < document.Length; length++)
        {
            Assert.That(() => SealedManifest.Open(document[..length], _trust),
                Throws.TypeOf<HashSetRefusedException>());
        }
    }

    [Test]
    public void Open_SignatureTakenOff_IsRefusedAsUnsigned()
    {
        var text = Encoding.UTF8.GetString(SealedManifest.Seal(Example(), _key).Document.Span);
        var stripped = text[..text.IndexOf(",\"signature\"", StringComparison.Ordinal)] + "}";

        Assert.That(RefusalOf(stripped, _trust), Is.EqualTo(RefusalReason.Unsigned));
        Assert.That(() => SealedManifest.Open(Encoding.UTF8.GetBytes(stripped), ManifestTrust.Anyone), Throws.Nothing);
    }

    [Test]
    public void Open_SignedByAStranger_IsRefused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.That(RefusalOf(SealedManifest.Seal(Example(), stranger), _trust),
            Is.EqualTo(RefusalReason.BadSignature));
    }

    [Test]
    public void Open_SignatureNotRequiredButWrong_IsRefused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var lenient = ManifestTrust.Create(_key.ExportSubjectPublicKeyInfoPem(), isSignatureRequired: false);

        Assert.That(RefusalOf(SealedManifest.Seal(Example(), stranger), lenient),
            Is.EqualTo(RefusalReason.BadSignature));
        Assert.That(() => SealedManifest.Open(SealedManifest.Seal(Example(), null).Document, lenient), Throws.Nothing);
    }

    [Test]
    public void Open_TwoTrustedKeys_EitherIsBelieved()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var both = ManifestTrust.Create(
            _key.ExportSubjectPublicKeyInfoPem() + "\n" + next.ExportSubjectPublicKeyInfoPem(),
                isSignatureRequired: true);

        Assert.That(() => SealedManifest.Open(SealedManifest.Seal(Example(), _key).Document, both), Throws.Nothing);
        Assert.That(() => SealedManifest.Open(SealedManifest.Seal(Example(), next).Document, both), Throws.Nothing);
    }

    [Test]
    public void Open_FormatOfTheFuture_IsRefusedAsUnknown()
    {
        var future = SealedManifest.Seal(Example() with { Format = 2 }, _key);

        Assert.That(RefusalOf(future, _trust), Is.EqualTo(RefusalReason.UnknownFormat));
    }

    [TestCaseSource(nameof(ImpossibleManifests))]
    public void Open_ImpossibleButSigned_IsRefused(HashSetManifest manifest) =>
        Assert.That(RefusalOf(SealedManifest.Seal(manifest, _key), _trust), Is.EqualTo(RefusalReason.Malformed));

    [Test]
    public void Create_NoKeyThoughRequired_Throws()
    {
        Assert.That(() => ManifestTrust.Create(null, isSignatureRequired: true), Throws.ArgumentException);
        Assert.That(() => ManifestTrust.Create("no key", isSignatureRequired: false), Throws.ArgumentException);
    }

    [Test]
    public void Create_KeyOnAnotherCurve_Throws()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.That(() => ManifestTrust.Create(other.ExportSubjectPublicKeyInfoPem(), true), Throws.ArgumentException);
    }

    [Test]
    public void Generate_Pair_SignsWhatItsPublicKeyBelieves()
    {
        var (privatePem, publicPem) = SigningKey.Generate();
        using var key = SigningKey.ReadPrivate(privatePem);

        var trust = ManifestTrust.Create(publicPem, isSignatureRequired: true);

        Assert.That(() => SealedManifest.Open(SealedManifest.Seal(Example(), key).Document, trust), Throws.Nothing);
    }

    private static IEnumerable<HashSetManifest> ImpossibleManifests()
    {
        yield return Example() with { Version = 0, Parent = 0 };
        yield return Example() with { Parent = 7 };
        yield return Example() with { Set = "" };
        yield return Example() with { Segments = [Example().Segments[0] with { Id = new string('0', 32) }] };
        yield return Example() with { Segments = [Example().Segments[0] with { LengthBytes = -1 }] };
        yield return Example() with { Banks = [new BankFacts("", 1, [])] };
    }

    private static HashSetManifest Example()
    {
        var sha256 = new Hash256(SHA256.HashData([1, 2, 3]));
        return new HashSetManifest(
            "default",
            7,
            6,
            new DateTimeOffset(2026, 11, 24, 12, 30, 0, TimeSpan.Zero),
            [new BankFacts("csam \"quoted\" é", 3, [new SourceFacts("ncmec", DateTimeOffset.UnixEpoch)])],
            [new SegmentFacts(SegmentFacts.IdOf(sha256), 3, sha256, 3, 0)])
        {
            By = "custodian",
            Reason = "a reason, with \"signature\":\"in it\"",
            Restores = 5,
        };
    }

    // Records compare arrays by reference; everything else of it is compared here.
    private static HashSetManifest Flat(HashSetManifest manifest) =>
        manifest with { Banks = ImmutableArray<BankFacts>.Empty, Segments = ImmutableArray<SegmentFacts>.Empty };

    private static RefusalReason? RefusalOf(SealedManifest manifest, ManifestTrust trust) =>
        RefusalOf(Encoding.UTF8.GetString(manifest.Document.Span), trust);

    private static RefusalReason? RefusalOf(string document, ManifestTrust trust)
    {
        try
        {
            _ = SealedManifest.Open(Encoding.UTF8.GetBytes(document), trust);
            return null;
        }
        catch (HashSetRefusedException refusal)
        {
            return refusal.Reason;
        }
    }
}
