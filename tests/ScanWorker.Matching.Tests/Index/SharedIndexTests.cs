using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

/// <summary>
/// Readers take no lock and hold nothing but the index: whatever is swapped or collected meanwhile, it answers.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class SharedIndexTests
{
    private const int Readers = 4;
    private const int Swaps = 60;
    private const int Entries = 400;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-");
    private HashIndex _current = HashIndex.Empty;

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public void FindNear_WhileMappedIndexesAreSwappedReplacedAndCollected_AnswersInFull()
    {
        var path = Path.Combine(_folder.FullName, "snapshot");
        Built().Save(path);
        _current = HashIndex.Open(path);
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(
            () => ReadUntil(ended.Token),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();

        for (var swap = 0; swap < Swaps; swap++)
        {
            Volatile.Write(ref _current, HashIndex.Open(path));
            _current.Save(path);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        ended.Cancel();
        Assert.That(async () => await Task.WhenAll(readers), Is.All.GreaterThan(0));
    }

    // The only reference is the local one, so that only the reads themselves keep the mapping.
    private int ReadUntil(CancellationToken ended)
    {
        var (reads, near, exact) = (0, new List<NearMatch>(), new List<ExactMatch>());
        do
        {
            near.Clear();
            exact.Clear();
            var found = Volatile.Read(ref _current).FindNear([default], [40], near);
            Volatile.Read(ref _current).FindExact(new ContentDigests(default, default, default), exact);
            var byKey = Volatile.Read(ref _current).Find(new EntryKey("bank", "source", "3"));
            if (found != 41 || exact.Count != Entries || near[0].Entry != 0 || byKey != 3
                || Volatile.Read(ref _current).GetEntry(7).EntryId != "7")
            {
                throw new InvalidOperationException("An index gave a wrong answer.");
            }

            reads++;
        }
        while (!ended.IsCancellationRequested);

        return reads;
    }

    private static HashIndex Built()
    {
        var builder = new SegmentBuilder();
        for (var i = 0; i < Entries; i++)
        {
            builder.Add(new Entry("bank", $"{i}", "source")
            {
                Pdq = EntryGenerator.Flip(default, [.. Enumerable.Range(0, Math.Min(i, Hash256.SizeBits))]),
                Md5 = default(Hash128),
            });
        }

        return HashIndex.Empty.WithDelta(builder.Build(), nearTablesFromRows: 0);
    }
}
