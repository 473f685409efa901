using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Tests.Entries;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class HashTextTests
{
    private const string Md5 = "00112233445566778899aabbccddeeff";
    private const string Sha1 = Md5 + "01234567";
    private const string Long = Md5 + Md5;

    [TestCase("md5", HashType.Md5)]
    [TestCase("HASH_MD5", HashType.Md5)]
    [TestCase("SHA-1", HashType.Sha1)]
    [TestCase("sha_256", HashType.Sha256)]
    [TestCase("SHA-512", HashType.Sha512)]
    [TestCase("hash_sha512", HashType.Sha512)]
    [TestCase(" PDQ ", HashType.Pdq)]
    [TestCase("ImagePDQ", HashType.Pdq)]
    public void TryParse_NamesInUse_AreUnderstood(string name, HashType expected)
    {
        Assert.That(HashTypes.TryParse(name, out var type), Is.True);
        Assert.That(type, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("sha384")]
    [TestCase("photodna")]
    [TestCase("a-name-that-is-longer-than-any-of-them")]
    public void TryParse_OtherNames_AreNot(string name) => Assert.That(HashTypes.TryParse(name, out _), Is.False);

    [TestCase(Md5, 1)]
    [TestCase(Sha1, 1)]
    [TestCase(Long, 2)]
    [TestCase(Long + Long, 1)]
    [TestCase("sha512:" + Long + Long, 1)]
    [TestCase("sha512:" + Long, 0)]
    [TestCase("pdq:" + Long, 1)]
    [TestCase("sha256:" + Long, 1)]
    [TestCase("md5:" + Long, 0)]
    [TestCase("what:" + Long, 0)]
    [TestCase("some-entry", 0)]
    public void Meanings_OfWhatIsTyped_AreCounted(string text, int count) =>
        Assert.That(HashText.Meanings(text), Has.Count.EqualTo(count));

    // Lists that carried SHA-512 before it was read must not give their items a second id.
    [Test]
    public void MakeId_Sha512BesideAnother_IsTheIdWithoutIt()
    {
        var both = new EntryHashes();
        _ = both.TryAdd(HashType.Md5, Md5) && both.TryAdd(HashType.Sha512, Long + Long);

        Assert.That(both.MakeId(), Is.EqualTo(HashText.Meanings(Md5)[0].MakeId()));
        Assert.That(HashText.Meanings(Long + Long)[0].MakeId(), Does.StartWith("sha512-"));
    }

    [Test]
    public void MakeId_SameHash_HasTheSameIdAndDoesNotShowIt()
    {
        var hashes = HashText.Meanings("pdq:" + Long)[0];

        Assert.That(hashes.MakeId(), Is.EqualTo(HashText.Meanings("PDQ:" + Long.ToUpperInvariant())[0].MakeId()));
        Assert.That(hashes.MakeId(), Does.StartWith("pdq-").And.Not.Contain(Long[..8]));
        Assert.That(hashes.MakeId(), Is.Not.EqualTo(HashText.Meanings("sha256:" + Long)[0].MakeId()));
    }
}
