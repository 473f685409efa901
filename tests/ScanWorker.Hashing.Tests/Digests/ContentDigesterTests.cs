using ScanWorker.Hashing.Digests;

namespace ScanWorker.Hashing.Tests.Digests;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ContentDigesterTests
{
    // Golden: RFC 1321 (MD5), RFC 3174 (SHA-1), FIPS 180-4 (SHA-256), each of "" and of "abc".
    [TestCase(
        "", "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase(
        "abc", "900150983cd24fb0d6963f7d28e17f72", "a9993e364706816aba3e25717850c26c9cd0d89d",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Compute_KnownContent_HasTheKnownDigests(string content, string md5, string sha1, string sha256)
    {
        var digests = ContentDigester.Compute(System.Text.Encoding.ASCII.GetBytes(content));

        Assert.That(digests.Md5.ToString(), Is.EqualTo(md5));
        Assert.That(digests.Sha1.ToString(), Is.EqualTo(sha1));
        Assert.That(digests.Sha256.ToString(), Is.EqualTo(sha256));
    }

    // Golden: FIPS 180-4, of "abc".
    [Test]
    public void Sha512Of_KnownContent_IsTheKnownDigest() => Assert.That(
        ContentDigester.Sha512Of("abc"u8).ToString(),
        Is.EqualTo("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"));

    [Test, NonParallelizable]
    public void Compute_AfterWarmUp_AllocatesNothing()
    {
        var content = new byte[100_000];
        _ = ContentDigester.Compute(content);

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = ContentDigester.Compute(content);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
