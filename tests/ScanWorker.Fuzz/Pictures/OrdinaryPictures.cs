using System.Collections.Concurrent;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>Whether pictures as encoders make them are told canonical, and whether those that are decode alike in both
/// opinions.</summary>
internal static class OrdinaryPictures
{
    private const int DistanceMax = 16;
    private const int QualityMin = 50;

    public static bool Run(IReadOnlyList<string> paths, TextWriter output)
    {
        var files = SeenPictures.FilesOf(paths);
        var (odd, unlike, distances) = (new ConcurrentBag<string>(), new ConcurrentBag<string>(), new int[257]);
        var product = new FirstOpinion(isIsolated: false, PictureFuzzOptions.FilePixelsMax);
        _ = Parallel.ForEach(files, file =>
        {
            var content = File.ReadAllBytes(file);
            var ours = product.Of(content);
            if (ours.Reason is { } reason)
            {
                odd.Add($"{file}: {reason}");
                return;
            }

            // What hashes like a frame before it is left out by the product.
            var stored = ours.Hashes.Where(one => one.Crop == default && one.Backdrop == default).ToList();
            var theirs = SkiaOpinion.Of(content, PictureFuzzOptions.FilePixelsMax);
            foreach (var shown in theirs.Where(frame => frame.Quality >= QualityMin))
            {
                var distance = stored.Min(one => one.Hash.DistanceTo(shown.Hash));
                _ = Interlocked.Increment(ref distances[distance]);
                if (distance > DistanceMax)
                {
                    unlike.Add($"{file}: {distance} bits apart");
                }
            }
        });
        foreach (var line in odd.Concat(unlike).Order(StringComparer.Ordinal))
        {
            output.WriteLine(line);
        }

        var seen = string.Join(", ", distances.Select((count, bits) => (count, bits)).Where(one => one.count > 0)
            .Select(one => $"{one.bits}: {one.count}"));
        output.WriteLine(
            $"{files.Count} files, {odd.Count} not canonical, {unlike.Count} frames more than {DistanceMax} bits "
            + $"apart; frames by distance: {seen}.");
        return odd.IsEmpty && unlike.IsEmpty;
    }
}
