using CsCheck;

namespace ScanWorker.Hashing.Tests;

/// <summary>The hashes that digests alone have: MD5, SHA-1 and SHA-512.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DigestHashTests
{
    [Test]
    public void Hash128_AnyBytes_RoundTrips() => Gen.Byte.Array[Hash128.SizeBytes].Sample(bytes =>
    {
        var (hash, copy) = (new Hash128(bytes), new byte[Hash128.SizeBytes]);
        hash.CopyTo(copy);
        return copy.AsSpan().SequenceEqual(bytes)
            && Hash128.TryParseHex(hash.ToString().ToUpperInvariant(), out var read) && read == hash
            && Hash128.TryParse(Convert.ToBase64String(bytes), out read) && read == hash
            && !(read != hash) && read.Equals((object)hash) && read.GetHashCode() == hash.GetHashCode();
    });

    [Test]
    public void Hash160_AnyBytes_RoundTrips() => Gen.Byte.Array[Hash160.SizeBytes].Sample(bytes =>
    {
        var (hash, copy) = (new Hash160(bytes), new byte[Hash160.SizeBytes]);
        hash.CopyTo(copy);
        return copy.AsSpan().SequenceEqual(bytes)
            && Hash160.TryParseHex(hash.ToString().ToUpperInvariant(), out var read) && read == hash
            && Hash160.TryParse(Convert.ToBase64String(bytes), out read) && read == hash
            && !(read != hash) && read.Equals((object)hash) && read.GetHashCode() == hash.GetHashCode();
    });

    [Test]
    public void Hash512_AnyBytes_RoundTrips() => Gen.Byte.Array[Hash512.SizeBytes].Sample(bytes =>
    {
        var (hash, copy) = (new Hash512(bytes), new byte[Hash512.SizeBytes]);
        hash.CopyTo(copy);
        return copy.AsSpan().SequenceEqual(bytes)
            && Hash512.TryParseHex(hash.ToString().ToUpperInvariant(), out var read) && read == hash
            && Hash512.TryParse(Convert.ToBase64String(bytes), out read) && read == hash
            && !(read != hash) && read.Equals((object)hash) && read.GetHashCode() == hash.GetHashCode();
    });

    // SHA-1 of nothing as Arachnid writes it.
    [Test]
    public void TryParse_Sha1InBase32_IsTheDigest()
    {
        Assert.That(Hash160.TryParse("3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", out var hash), Is.True);
        Assert.That(hash.ToString(), Is.EqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
    }

    [TestCase("")]
    [TestCase("d41d8cd98f00b204e9800998ecf8427")]
    [TestCase("d41d8cd98f00b204e9800998ecf8427e0")]
    [TestCase("d41d8cd98f00b204e9800998ecf8427x")]
    [TestCase("da39a3ee5e6b4b0d3255bfef95601890afd8070z")]
    public void TryParse_NoHash_IsFalseAndZero(string text)
    {
        Assert.That(Hash128.TryParse(text, out var md5) || Hash160.TryParse(text, out _), Is.False);
        Assert.That(Hash128.TryParseHex(text, out md5) || Hash160.TryParseHex(text, out _), Is.False);
        Assert.That(md5, Is.Default);
    }

    [Test]
    public void Constructor_WrongLength_SaysTheLength()
    {
        Assert.That(() => new Hash128(new byte[15]), Throws.ArgumentException.With.Message.Contains("not 15"));
        Assert.That(() => new Hash160(new byte[21]), Throws.ArgumentException.With.Message.Contains("not 21"));
    }
}
