using System.Security.Cryptography;
using System.Text;
using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Entries;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VideoHashTests
{
    private static readonly string A = Hash(1);
    private static readonly string B = Hash(2);

    private static IEnumerable<TestCaseData> Forms =>
    [
        new TestCaseData($"[\"{A},100,0.000\",\"{B},50,1.001\"]", 2) { TestName = "TryParse_ListOfTexts_IsRead" },
        new TestCaseData($"[ \"{A},100,0\", \"{A},51,7\" ]", 1) { TestName = "TryParse_EqualFrames_CountOnce" },
        new TestCaseData($"[\"{A},49,0\",\"{B},0,1\"]", 0) { TestName = "TryParse_PoorFrames_AreLeftOut" },
        new TestCaseData("[]", 0) { TestName = "TryParse_NoFrames_IsAHashOfNone" },
        new TestCaseData($"[\"{A}\",\"{B.ToUpperInvariant()}\"]", 2) { TestName = "TryParse_HashesAlone_AreRead" },
        new TestCaseData(
            $$"""{"0":{"quality":100,"hash":"{{A}}","timestamp":0.0},"""
                + $$"""  "30":{"quality":49,"hash":"{{B}}","timestamp":1.0} }""",
            1)
        {
            TestName = "TryParse_ObjectByFrameNumber_IsRead",
        },
    ];

    [TestCaseSource(nameof(Forms))]
    public void TryParse_EveryForm_GivesTheFramesThatAreGoodEnough(string text, int count)
    {
        Assert.That(VideoHash.TryParse(text, out var frames), Is.True);
        Assert.That(frames.Count, Is.EqualTo(count));
    }

    // A frame that cannot be read may be the one that matters: nothing of the hash is taken.
    [TestCase("")]
    [TestCase("null")]
    [TestCase("\"A\"")]
    [TestCase("[\"A,100,0\",7]")]
    [TestCase("[\"A,100,0\",\"A,100\"]")]
    [TestCase("[\"A,101,0\"]")]
    [TestCase("[\"A,-1,0\"]")]
    [TestCase("[\"A,100,x\"]")]
    [TestCase("[\"A,100,NaN\"]")]
    [TestCase("[\"A0,100,0\"]")]
    [TestCase("[\"A,100,0\"", Description = "cut")]
    [TestCase("[\"A,100,0\"] [")]
    [TestCase("{\"0\":{\"quality\":100}}")]
    [TestCase("{\"0\":{\"hash\":\"A\"}}")]
    [TestCase("{\"0\":{\"quality\":1.5,\"hash\":\"A\"}}")]
    [TestCase("{\"0\":\"A\"}")]
    [TestCase("[\"\\ud800\"]", Description = "half a character")]
    [TestCase("{\"0\":{\"quality\":100,\"hash\":\"\\ud800\"}}")]
    [TestCase("{\"\\ud800\":{\"quality\":100,\"\\udc00\":1}}")]
    public void TryParse_AnythingElse_IsNoHash(string text)
    {
        Assert.That(VideoHash.TryParse(text.Replace("A", A, StringComparison.Ordinal), out var frames), Is.False);
        Assert.That(frames.Count, Is.Zero);
    }

    [Test]
    public void ToText_AnyFrames_AreReadAsTheyWere() => EntryGenerator.ClusteredHash.Array[0, 9].Sample(hashes =>
        VideoHash.TryParse(VideoHash.ToText(VideoFrames.Of(hashes)), out var frames)
        && frames.Equals(VideoFrames.Of(hashes.Reverse())));

    [Test]
    public void TryAdd_TwoVideosOfOneItem_AreAContradiction()
    {
        var (same, other) = (new EntryHashes(), new EntryHashes());
        _ = (same.TryAdd(HashType.Vpdq, $"[\"{A},100,0\"]"), same.TryAdd(HashType.Vpdq, $"[\"{A},90,4\",\"{B},3,5\"]"));
        _ = (other.TryAdd(HashType.Vpdq, $"[\"{A},100,0\"]"), other.TryAdd(HashType.Vpdq, $"[\"{B},100,0\"]"));

        Assert.That((same.IsContradictory, other.IsContradictory), Is.EqualTo((false, true)));
    }

    [Test]
    public void MakeId_OfAVideo_GoesByItsFramesAlone()
    {
        var (one, other) = (new EntryHashes(), new EntryHashes());
        _ = one.TryAdd(HashType.Vpdq, $"[\"{A},100,0\",\"{B},60,1\"]");
        _ = other.TryAdd(HashType.Vpdq, $"[\"{B}\",\"{A}\"]");

        Assert.That(one.MakeId(), Is.EqualTo(other.MakeId()).And.StartWith("vpdq-").And.Length.EqualTo(25));
    }

    [TestCase("vpdq")]
    [TestCase("vPDQ")]
    [TestCase("video_pdq")]
    [TestCase("HASH_VIDEO_VPDQ")]
    [TestCase("VideoVPDQ")]
    public void TryParse_WhatListsCallIt_IsUnderstood(string name)
    {
        Assert.That(HashTypes.TryParse(name, out var type), Is.True);
        Assert.That(type, Is.EqualTo(HashType.Vpdq));
        Assert.That(HashTypes.MatchedElsewhere(name), Is.Null);
    }

    private static string Hash(int seed) => new Hash256(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}"))).ToString();
}
