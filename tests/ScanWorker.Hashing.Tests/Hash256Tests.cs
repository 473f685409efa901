using System.Runtime.CompilerServices;
using CsCheck;

namespace ScanWorker.Hashing.Tests;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class Hash256Tests
{
    private const string Hex = "30a11efd71c83f429013d48d0ffffc52e34e0e35ada952a9d29605215aa9e5af";

    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[Hash256.SizeBytes];

    private static readonly Gen<Hash256> Any = Bytes.Select(bytes => new Hash256(bytes));

    [Test]
    public void Text_AnyHash_IsReadBackInEveryForm() => Any.Sample(hash =>
        new[] { hash.ToString(), hash.ToString().ToUpperInvariant(), hash.ToBase64(), $" {hash}\n" }.All(text =>
            Hash256.TryParse(text, out var read) && read == hash
            && HashAlgorithm.Pdq.TryParse("p:" + text.Trim(), out read) && read == hash
            && HashAlgorithm.Pdq.TryParse(text, out read) && read == hash));

    [Test]
    public void TryParseHex_MixedCase_IsTheHash()
    {
        Assert.That(Hash256.TryParseHex(Hex.Replace('a', 'A'), out var hash), Is.True);
        Assert.That(hash.ToString(), Is.EqualTo(Hex));
    }

    [TestCase("")]
    [TestCase("p:")]
    [TestCase("30a11efd")]
    [TestCase(Hex + "0")]
    [TestCase(" " + Hex, Description = "The strict form takes no blanks.")]
    [TestCase("g0a11efd71c83f429013d48d0ffffc52e34e0e35ada952a9d29605215aa9e5af")]
    [TestCase("\u06300a11efd71c83f429013d48d0ffffc52e34e0e35ada952a9d29605215aa9e5a")]
    public void TryParseHex_NoHash_IsFalseAndZero(string text)
    {
        Assert.That(Hash256.TryParseHex(text, out var hash), Is.False);
        Assert.That(hash, Is.Default);
    }

    [TestCase("p:" + Hex, Description = "Only a PDQ hash has the prefix.")]
    [TestCase("q:" + Hex)]
    [TestCase("MKEe/XHIP0KQE9SND//8UuNODjWtqVKp0pYFIVqp5a", Description = "One character is missing.")]
    [TestCase("MKEe/XHIP0KQE9SND//8UuNODjWtqVKp0pYFIVqp5!!=")]
    public void TryParse_NoHash_IsFalseAndZero(string text)
    {
        Assert.That(Hash256.TryParse(text, out var hash), Is.False);
        Assert.That(hash, Is.Default);
    }

    [Test]
    public void TryParse_AnyText_NeverThrows() => Gen.String.Sample(text =>
    {
        _ = Hash256.TryParse(text, out _);
        _ = HashAlgorithm.Pdq.TryParse(text, out _);
        _ = Hash256.TryParseHex(text, out _);
    });

    [Test]
    public void DistanceTo_AnyTwo_CountsTheBitsThatDiffer() => Gen.Select(Bytes, Bytes).Sample((left, right) =>
        new Hash256(left).DistanceTo(new Hash256(right))
            == left.Zip(right, (a, b) => Convert.ToString(a ^ b, 2).Count(bit => bit == '1')).Sum());

    [Test]
    public void Bytes_AnyHash_ComeBackInTheOrderOfItsText() => Bytes.Sample(bytes =>
    {
        var copy = new byte[Hash256.SizeBytes];
        new Hash256(bytes).CopyTo(copy);
        return copy.AsSpan().SequenceEqual(bytes) && new Hash256(bytes).ToString() == Convert.ToHexStringLower(bytes);
    });

    [Test]
    public void TryFormatHex_TooShort_WritesNothing()
    {
        Assert.That(Hash256.TryParseHex(Hex, out var hash), Is.True);
        var text = new char[64];

        Assert.That(hash.TryFormatHex(new char[63]), Is.False);
        Assert.That(hash.TryFormatHex(text), Is.True);
        Assert.That(new string(text), Is.EqualTo(Hex));
    }

    [TestCase(31)]
    [TestCase(33)]
    public void Constructor_WrongLength_SaysTheLength(int length) => Assert.That(
        () => new Hash256(new byte[length]), Throws.ArgumentException.With.Message.Contains($"not {length}"));

    // Spans of hashes are reinterpreted as vectors and as files; a field or padding more would break both.
    [Test]
    public void Layout_OfAHash_IsItsThirtyTwoBytes() =>
        Assert.That(Unsafe.SizeOf<Hash256>(), Is.EqualTo(Hash256.SizeBytes));

    [Test]
    public void Equality_AnyTwo_IsThatOfTheirText() => Gen.Select(Any, Any).Sample((left, right) =>
        (left == right) == (left.ToString() == right.ToString())
        && left != right != (left.ToString() == right.ToString())
        && left.Equals((object)left)
        && left.GetHashCode() == new Hash256(Convert.FromHexString(left.ToString())).GetHashCode());
}
