using System.Diagnostics;
using ScanWorker.Benchmarks.Index;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>Radius 31, random hashes and random queries, on one core; builds on all cores.</summary>
internal static class IndexRows
{
    private const int Million = 1_000_000;
    private const int Radius = 31;
    private const int Queries = 2048;
    private const int Repeats = 7;

    private static readonly Lazy<Segment> OneMillion =
        new(() => RandomSets.SegmentOf(RandomSets.Hashes(Million, seed: 1)));
    private static readonly Lazy<HashIndex> OneMillionBuilt = new(() => HashIndex.Build([OneMillion.Value]));

    private static readonly Lazy<string> TenMillionFile = new(SaveTenMillion);

    internal static IEnumerable<(string Name, Func<QuickResult> Measure)> All =>
    [
        ("index.query.1m", () => Query(
            "index.query.1m", OneMillionBuilt.Value, RandomSets.Hashes(Queries, seed: 2), 1)),
        ("index.query.dihedral.1m", () => Query(
            "index.query.dihedral.1m", OneMillionBuilt.Value,
            RandomSets.DihedralHashes(Queries / PdqHasher.DihedralCount), PdqHasher.DihedralCount)),
        ("index.build.1m", Build),
        ("index.bytes_per_entry.1m", BytesPerEntry),
        ("linear.compare_rate", CompareRate),
        ("index.videos.1k", () => Videos("index.videos.1k", 1_000, 100)),
        ("index.videos.10k", () => Videos("index.videos.10k", 10_000, 100)),
        ("index.videos.clustered.10k", () => ClusteredVideos("index.videos.clustered.10k", 10_000, 100, 10)),
        ("index.videos.limit", () => ClusteredVideos("index.videos.limit", 10_000, 100, 1, isComplete: false)),
        ("index.videos.limit.short", () => ClusteredVideos(
            "index.videos.limit.short", 1_000_000, 1, 1, isComplete: false)),
        ("index.open.10m", Open),
        ("index.query.10m", () => Query(
            "index.query.10m", HashIndex.Open(TenMillionFile.Value), RandomSets.Hashes(Queries, seed: 2), 1)),
    ];

    /// <summary>Milliseconds for <paramref name="together"/> queries at once, over many different ones.</summary>
    internal static QuickResult Query(string name, HashIndex index, Hash256[] queries, int together)
    {
        var (matches, radii, next) = (new List<NearMatch>(), new[] { Radius }, 0);
        return new QuickResult(name, QuickTimer.Milliseconds(() =>
        {
            matches.Clear();
            _ = index.FindNear(queries.AsSpan(next, together), radii, matches);
            next = next + (2 * together) > queries.Length ? 0 : next + together;
        }), "ms");
    }

    // From a segment, as a worker builds: the segment's own bytes are what it has loaded.
    private static QuickResult Build() =>
        new("index.build.1m", Median(() => HashIndex.Build([OneMillion.Value])), "ms");

    // All that a near search needs: hashes, the search tables, the number of the bank. Apart: entry ids and the table
    // over them.
    private static QuickResult BytesPerEntry()
    {
        var segment = OneMillion.Value;
        SectionKind[] columns = [SectionKind.Pdq, SectionKind.PdqEntry, SectionKind.BankOf];
        var bytes = columns.Sum(kind => segment.Sections[kind].Length)
            + NearTables.Build(segment.Pdq.Hashes).Sections.Sum(section => section.Length);
        return new QuickResult("index.bytes_per_entry.1m", (double)bytes / Million, "bytes");
    }

    // Eight queries share a pass over the hashes, as those of one picture do.
    private static QuickResult CompareRate()
    {
        var index = HashIndex.Empty.WithDelta(OneMillion.Value, nearTablesFromRows: int.MaxValue);
        const int Together = PdqHasher.DihedralCount;
        var queries = RandomSets.Hashes(Queries, seed: 2);
        var milliseconds = Query("linear.compare_rate", index, queries, Together).Value;
        return new QuickResult("linear.compare_rate", Together * (double)Million / milliseconds * 1000, "1/s");
    }

    // An upload of as many frames as are looked at, of which a third are a known video's.
    private static QuickResult Videos(string name, int videos, int framesEach)
    {
        var hashes = RandomSets.Hashes(videos * framesEach, seed: 3);
        var index = HashIndex.Build(hashes.Chunk(framesEach).Select((frames, number) =>
            new Entry("bank", $"{number}", "list") { Vpdq = VideoFrames.Of(frames) }));
        var query = new VideoQuery();
        foreach (var (frame, hash) in hashes[..framesEach].Concat(RandomSets.Hashes(200, seed: 4)).Index())
        {
            _ = query.Add(frame, hash);
        }

        var (matches, rules) = (new List<VideoMatch>(), new[] { new VideoRule(Radius, 80, 0) });
        return new QuickResult(name, QuickTimer.Milliseconds(() =>
        {
            matches.Clear();
            _ = index.FindVideos(query, rules, matches, new SearchWork(SearchWork.Max / 100))
                ? matches.Single()
                : throw new InvalidOperationException("An ordinary search takes more than it should.");
        }), "ms");
    }

    // So many frames of known videos are one title card, and so is each frame of the upload.
    private static QuickResult ClusteredVideos(
        string name, int videos, int framesEach, int framesPerCard, bool isComplete = true)
    {
        var (random, card) = (new Random(6), RandomSets.Hashes(1, seed: 5)[0]);
        var hashes = RandomSets.Hashes(videos * framesEach, seed: 3);
        for (var frame = 0; frame < hashes.Length; frame += framesPerCard)
        {
            hashes[frame] = Noisy();
        }

        var index = HashIndex.Build(hashes.Chunk(framesEach).Select((frames, number) =>
            new Entry("bank", $"{number}", "list") { Vpdq = VideoFrames.Of(frames) }));
        var query = new VideoQuery();
        for (var frame = 0; frame < 300; frame++)
        {
            _ = query.Add(frame, Noisy());
        }

        var (matches, rules) = (new List<VideoMatch>(), new[] { new VideoRule(Radius, 80, 0) });
        return new QuickResult(name, Median(() =>
        {
            matches.Clear();
            return index.FindVideos(query, rules, matches) == isComplete
                ? matches
                : throw new InvalidOperationException("The limit is not where it should be.");
        }), "ms");

        Hash256 Noisy()
        {
            var bytes = new byte[Hash256.SizeBytes];
            card.CopyTo(bytes);
            for (var flip = 0; flip < 8; flip++)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            return new Hash256(bytes);
        }
    }

    private static QuickResult Open() =>
        new("index.open.10m", Median(() => HashIndex.Open(TenMillionFile.Value)), "ms");

    private static string SaveTenMillion()
    {
        var folder = Directory.CreateTempSubdirectory("scanworker-quick-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        var path = Path.Combine(folder.FullName, "10m");
        HashIndex.Build([RandomSets.SegmentOf(RandomSets.Hashes(10 * Million, seed: 1))]).Save(path);
        return path;
    }

    private static double Median<T>(Func<T> make)
    {
        var times = new double[Repeats];
        for (var i = -2; i < Repeats; i++)
        {
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(make());
            times[Math.Max(0, i)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Repeats / 2];
    }
}
