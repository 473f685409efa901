using System.Collections.Concurrent;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>
/// Files from anywhere, compared without a known picture: whatever a browser shows of a file must be near a hash that
/// the product took of it, or the product must say that it could not judge it. What is neither could be anything: were
/// it listed, it would pass in silence.
/// </summary>
internal static class SeenPictures
{
    private const int AtOnce = 64;
    private const int DistanceMax = 31;
    private const int QualityMin = 50;
    private const string Silent = "silent";

    public static async Task<bool> RunAsync(PictureFuzzOptions options, ISecondOpinion opinion, TextWriter output)
    {
        var product = new FirstOpinion(options.IsIsolated, options.PixelsMax);
        var files = FilesOf(options.Paths);
        var (silent, outcomes) = (new ConcurrentBag<string>(), new ConcurrentDictionary<string, int>());
        foreach (var some in files.Chunk(AtOnce))
        {
            var contents = await Task.WhenAll(some.Select(file => File.ReadAllBytesAsync(file)));
            var shown = await opinion.OfAsync(contents);
            var degree = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
            _ = Parallel.For(0, some.Length, degree, i =>
            {
                var (outcome, distance, quality) = Compare(product, contents[i], shown[i]);
                _ = outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
                if (outcome == Silent)
                {
                    silent.Add($"{some[i]}: silent, {distance} bits from what is shown, of quality {quality}");
                }
            });
        }

        foreach (var line in silent.Order(StringComparer.Ordinal))
        {
            output.WriteLine(line);
        }

        var told = string.Join(", ", outcomes.OrderByDescending(pair => pair.Value)
            .Select(pair => $"{pair.Value} {pair.Key}"));
        output.WriteLine($"{files.Count} files: {told}.");
        return silent.IsEmpty;
    }

    /// <returns>Files as they are, and those of folders in any depth.</returns>
    public static IReadOnlyList<string> FilesOf(IEnumerable<string> paths) =>
    [
        .. paths.SelectMany<string, string>(path => Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [path]),
    ];

    // The frame that is farthest from every hash of the product counts.
    private static (string Outcome, int Distance, int Quality) Compare(
        FirstOpinion product, byte[] content, IReadOnlyList<PdqFingerprint> shown)
    {
        var sought = shown.Where(frame => frame.Quality >= QualityMin).ToList();
        if (sought.Count == 0)
        {
            return (shown.Count == 0 ? "not shown" : "of low quality", 0, 0);
        }

        var ours = product.Of(content);
        var hashes = ours.Hashes.Where(print => print.Quality >= QualityMin).ToList();
        var (distance, quality) = sought
            .Select(frame => (hashes.Select(print => print.Hash.DistanceTo(frame.Hash)).DefaultIfEmpty(256).Min(),
                frame.Quality))
            .Max();
        var outcome = distance <= DistanceMax ? "seen"
            : ours.Reason is { } reason ? $"to review ({reason})"
            : ours.QualityMin < QualityMin ? "to review (low quality)"
            : Silent;
        return (outcome, distance, quality);
    }
}
