using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Canary;

namespace ScanWorker.Pipeline.Tests.Canary;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class IndexSampleTests
{
    // Two of them share all frames but one; none has another hash.
    [Test]
    public void ProblemOf_EntriesThatAreVideosAlone_AreFoundByTheirFrames()
    {
        var index = HashIndex.Build(Enumerable.Range(0, 20).Select(film => new Entry("b", $"{film}", "s")
        {
            Vpdq = VideoFrames.Of([Hash(film / 2), Hash(100 + film), Hash(200 + (film / 2))]),
        }));

        Assert.That(Enumerable.Range(0, 20).Select(turn => IndexSample.ProblemOf(index, turn)), Has.All.Null);
    }

    private static Hash256 Hash(int seed)
    {
        var bytes = new byte[Hash256.SizeBytes];
        new Random(seed).NextBytes(bytes);
        return new Hash256(bytes);
    }
}
