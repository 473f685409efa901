using CsCheck;
using ScanWorker.Testing.Algorithms;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Hashing.Tests;

/// <summary>
/// What every row of the table of perceptual hashes must keep, PDQ's and one that only the tests know.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class HashAlgorithmTests
{
    private const string CanaryPicture = "canary";

    private static IReadOnlyList<AlgorithmCase> Cases => AlgorithmCase.All;

    [Test]
    public void All_EachRow_HasACaseHere() =>
        Assert.That(HashAlgorithm.All, Is.SubsetOf(Cases.Select(one => one.Algorithm)));

    [Test]
    public void Names_OfAllRows_AreDistinctAndPlain()
    {
        var names = Cases.SelectMany(one => one.Algorithm.Aliases.Prepend(one.Algorithm.Id)).ToList();

        Assert.That(names, Is.Unique);
        Assert.That(names, Is.All.Matches("^[a-z][a-z0-9]{1,23}$"));
    }

    [TestCaseSource(nameof(Cases))]
    public void Distances_EachRow_AreOrderedAndShortOfChance(AlgorithmCase one)
    {
        // Unrelated pictures: half of the bits, give or take half of their root; four of those are left as a margin.
        var algorithm = one.Algorithm;
        var chance = (algorithm.SizeBits / 2) - (4 * Math.Sqrt(algorithm.SizeBits) / 2);

        Assert.That(algorithm.SizeBits, Is.EqualTo(Hash256.SizeBits));
        Assert.That(algorithm.DefaultDistance, Is.GreaterThan(0).And.LessThanOrEqualTo(algorithm.DistanceMax));
        Assert.That(algorithm.DistanceMax, Is.LessThanOrEqualTo(chance));
        Assert.That(algorithm.FeaturedBitsMin, Is.GreaterThan(0).And.LessThan(algorithm.SizeBits / 2));
    }

    [TestCaseSource(nameof(Cases))]
    public void Transforms_EachRow_BeginWithThePictureAsItIs(AlgorithmCase one)
    {
        var look = one.Look(Picture("noise-333x200"));

        Assert.That(one.Algorithm.Transforms, Is.Unique);
        Assert.That(one.Algorithm.Transforms[0], Is.EqualTo(DihedralTransform.Original));
        Assert.That(look.Hashes, Has.Length.EqualTo(one.Algorithm.Transforms.Length));
    }

    [TestCaseSource(nameof(Cases))]
    public void QualityFloor_EachRow_TellsTheFlatFromTheRich(AlgorithmCase one)
    {
        var floor = one.Algorithm.QualityFloor;
        var (flat, rich) = (one.Look(Picture("flat-64x64")).Quality, one.Look(Picture("noise-333x200")).Quality);

        Assert.That(flat is null, Is.EqualTo(floor is null));
        Assert.That(rich is null, Is.EqualTo(floor is null));
        if (floor is not null)
        {
            Assert.That(flat, Is.LessThan(floor));
            Assert.That(rich, Is.GreaterThanOrEqualTo(floor).And.LessThanOrEqualTo(100));
        }
    }

    // The canary's picture is a file of the program; its own tests and the canary itself look at that one.
    [TestCaseSource(nameof(Cases))]
    public void GoldenVectors_EachRow_AreWhatItComputes(AlgorithmCase one)
    {
        var generated = one.Algorithm.GoldenVectors.Where(vector => vector.Picture != CanaryPicture).ToList();

        Assert.That(generated, Has.Count.GreaterThanOrEqualTo(2));
        foreach (var vector in generated)
        {
            Assert.That(one.Look(Picture(vector.Picture)).Hashes[0], Is.EqualTo(vector.Hash), vector.Picture);
        }
    }

    [Test]
    public void GoldenVectors_OfPdq_AreTheReferences()
    {
        foreach (var vector in HashAlgorithm.Pdq.GoldenVectors.Where(vector => vector.Picture != CanaryPicture))
        {
            var golden = Pdq.GoldenPicture.All.Single(picture => picture.Picture.Name == vector.Picture);

            Assert.That(vector.Hash, Is.EqualTo(golden.Eight[0]), vector.Picture);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void TryParse_AnyHashInAnySpelling_IsReadBack(AlgorithmCase one) =>
        Gen.Byte.Array[Hash256.SizeBytes].Sample(bytes =>
        {
            var hash = new Hash256(bytes);
            return ((string[])[hash.ToString(), hash.ToString().ToUpperInvariant(), hash.ToBase64(), $" {hash} "])
                .All(text => Reads(one.Algorithm, text, hash)
                    && (one.Algorithm.Prefix is not { } prefix || Reads(one.Algorithm, prefix + text.Trim(), hash)));
        });

    [TestCaseSource(nameof(Cases))]
    public void TryParse_ForeignPrefix_IsNoHash(AlgorithmCase one) =>
        Assert.That(one.Algorithm.TryParse($"x:{new Hash256(new byte[Hash256.SizeBytes])}", out _), Is.False);

    private static bool Reads(HashAlgorithm algorithm, string text, Hash256 hash) =>
        algorithm.TryParse(text, out var read) && read == hash;

    private static GeneratedPicture Picture(string name) =>
        GeneratedPictures.All.Single(picture => picture.Name == name);
}
