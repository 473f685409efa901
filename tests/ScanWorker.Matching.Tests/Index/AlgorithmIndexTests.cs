using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Index;
using ScanWorker.Testing.Algorithms;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Matching.Tests.Index;

/// <summary>The index and the import know bits, not PDQ: what holds of its hashes holds of any row's.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class AlgorithmIndexTests
{
    private static IReadOnlyList<AlgorithmCase> Cases => AlgorithmCase.All;

    // Hashes of real pictures lie in clumps, unlike random ones; each query is one of them with some bits turned over.
    [TestCaseSource(nameof(Cases))]
    public void FindNear_HashesOfPicturesUpToTheLargestDistance_EqualsTheDefinition(AlgorithmCase one)
    {
        var known = HashesOf(one);
        var entries = known.Select((hash, i) => new Entry("bank", $"{i}", "tests") { Pdq = hash }).ToArray();
        var index = HashIndex.Build(entries);
        var max = one.Algorithm.DistanceMax;
        Gen.Select(Gen.Int[0, known.Length - 1], Gen.Int[0, 255].Array[0, 2 * max], Gen.Int[0, max])
            .Sample((which, flips, radius) =>
        {
            var query = Flip(known[which], flips);

            return NearDefinition.Ask(index, [query], _ => radius)
                .SetEquals(NearDefinition.Find(entries, [query], _ => radius));
        });
    }

    // A flat picture's PDQ hash is noise with bits enough: there quality tells. Where there is none, the bits must.
    [TestCaseSource(nameof(Cases))]
    public void Check_FlatAndRichPicture_RefusesTheFlatOneIfQualityDoesNot(AlgorithmCase one)
    {
        var hygiene = new EntryHygiene([], one.Algorithm.DefaultDistance);
        var hashes = GeneratedPictures.All.Where(picture => picture is { Width: 64, Height: 64 })
            .ToDictionary(picture => picture.Pattern, picture => one.Look(picture).Hashes[0]);

        if (one.Algorithm.QualityFloor is null)
        {
            Assert.That(hygiene.Check(Of(hashes[PicturePattern.Flat])), Is.Not.Null);
        }

        Assert.That(hygiene.Check(Of(hashes[PicturePattern.Noise])), Is.Null);
    }

    [Test]
    public void Names_EachRow_AreUnderstoodAndNotMatchedElsewhere()
    {
        foreach (var algorithm in HashAlgorithm.All)
        {
            foreach (var name in algorithm.Aliases.Prepend(algorithm.Id))
            {
                Assert.That(HashTypes.TryParse(name, out var type), Is.True, name);
                Assert.That(HashTypes.NameOf(type), Is.EqualTo(algorithm.Id));
                Assert.That(HashTypes.MatchedElsewhere(name), Is.Null, name);
            }
        }
    }

    [Test]
    public void Types_EachKind_HasItsRowInOrder()
    {
        var types = Enum.GetValues<HashType>();

        Assert.That(types.Select(HashTypes.NameOf), Is.EqualTo(HashTypes.Names).And.Unique);
        foreach (var type in types)
        {
            Assert.That(HashTypes.TryParse(HashTypes.NameOf(type), out var read), Is.True);
            Assert.That(read, Is.EqualTo(type));
        }
    }

    private static Entry Of(Hash256 hash) => new("bank", "1", "tests") { Pdq = hash };

    private static Hash256[] HashesOf(AlgorithmCase one) =>
    [
        .. GeneratedPictures.All.Where(picture => picture.Width * picture.Height < 100_000)
            .SelectMany(picture => one.Look(picture).Hashes).Distinct(),
    ];

    private static Hash256 Flip(Hash256 hash, int[] bits)
    {
        var bytes = new byte[Hash256.SizeBytes];
        hash.CopyTo(bytes);
        foreach (var bit in bits)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return new Hash256(bytes);
    }
}
