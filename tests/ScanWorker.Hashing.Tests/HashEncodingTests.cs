using CsCheck;

namespace ScanWorker.Hashing.Tests;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class HashEncodingTests
{
    private static readonly int[] Sizes = [16, 20, 32];

    private static Gen<byte[]> Hash => Gen.Int[0, 2].Select(i => Sizes[i]).SelectMany(size => Gen.Byte.Array[size]);

    [Test]
    public void TryDecode_AnyHashInAnyEncoding_IsTheHash() => Hash.Sample(hash =>
        Encodings(hash).All(text =>
        {
            var read = new byte[hash.Length];
            return HashEncoding.TryDecode(text, read) && read.AsSpan().SequenceEqual(hash);
        }));

    [Test]
    public void TryDecode_OneCharacterMoreOrLess_IsFalse() => Hash.Sample(hash =>
        Encodings(hash).Where(text => !text.Contains('=', StringComparison.Ordinal) && text.Trim() == text).All(text =>
            !HashEncoding.TryDecode(text + "a", new byte[hash.Length])
            && !HashEncoding.TryDecode(text.AsSpan(..^1), new byte[hash.Length])));

    [TestCase("")]
    [TestCase("g0112233445566778899aabbccddeeff")]
    [TestCase("00112233445566778899aabbccddee\u00e9f")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAA1A")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [TestCase("!!!!!!!!!!!!!!!!!!!!!!")]
    public void TryDecode_NoMd5InAnyEncoding_IsFalse(string text) =>
        Assert.That(HashEncoding.TryDecode(text, new byte[16]), Is.False);

    // SHA-1 of nothing as Arachnid writes it.
    [Test]
    public void TryDecode_Sha1InBase32_IsTheDigest()
    {
        var bytes = new byte[20];

        Assert.That(HashEncoding.TryDecode("3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", bytes), Is.True);
        Assert.That(Convert.ToHexStringLower(bytes), Is.EqualTo("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
    }

    private static IEnumerable<string> Encodings(byte[] hash)
    {
        yield return Convert.ToHexStringLower(hash);
        yield return Convert.ToHexString(hash);
        yield return $" {Convert.ToHexString(hash)}\t";
        yield return Convert.ToBase64String(hash);
        yield return Convert.ToBase64String(hash).TrimEnd('=');
        yield return Convert.ToBase64String(hash).Replace('+', '-').Replace('/', '_');
        yield return Base32(hash);
        yield return Base32(hash).ToLowerInvariant();
        yield return Base32(hash) + "======";
    }

    private static string Base32(byte[] bytes)
    {
        var bits = string.Concat(bytes.Select(b => Convert.ToString(b, 2).PadLeft(8, '0')));
        return string.Concat(bits.Chunk(5).Select(chunk => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[
            Convert.ToInt32(new string(chunk).PadRight(5, '0'), 2)]));
    }
}
