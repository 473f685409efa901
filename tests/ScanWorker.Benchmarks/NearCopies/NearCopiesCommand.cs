using System.Globalization;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Testing.Pictures;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Benchmarks.NearCopies;

/// <summary>
/// What each query finds of pictures that were changed, and how often it takes unrelated pictures for known ones.
/// </summary>
internal static class NearCopiesCommand
{
    private const int RecallPictures = 400;
    private static readonly int[] Distances = [16, 20, 24, 28, 31];

    internal static int Run(ReadOnlyMemory<string> arguments, TextWriter output)
    {
        if (arguments.Span is ["cost", var entries, var distance])
        {
            CropCost.Write(
                int.Parse(entries, CultureInfo.InvariantCulture), int.Parse(distance, CultureInfo.InvariantCulture),
                output);
            return 0;
        }

        var count = arguments.Length > 0 ? int.Parse(arguments.Span[0], CultureInfo.InvariantCulture) : 100_000;
        WriteRecall("generated", [.. Enumerable.Range(0, RecallPictures).Select(Known).Where(IsGood)], output);
        if (arguments.Length > 1)
        {
            var files = Directory.EnumerateFiles(arguments.Span[1]).Order();
            WriteRecall("photographs", [.. files.Select(Read).Where(IsGood)], output);
        }

        WriteFalseMatches(count, output);
        return 0;
    }

    private static GreyPicture Known(int number) => UnrelatedPictures.Make(-1 - number, 480, 360);

    private static GreyPicture Read(string path)
    {
        using var image = Image.Load<L8>(path);
        var picture = new GreyPicture(image.Width, image.Height);
        image.CopyPixelDataTo(picture.Pixels);
        return picture;
    }

    private static void WriteRecall(string title, GreyPicture[] known, TextWriter output)
    {
        output.WriteLine($"Recovered of {known.Length} {title}, per cent, at distances {string.Join('/', Distances)}:");
        foreach (var (name, make) in Evasions.All)
        {
            var found = new int[Looks.Names.Count, Distances.Length];
            Parallel.For(0, known.Length, number =>
            {
                var picture = known[number];
                var changed = make(picture, UnrelatedPictures.Make(1_000_000 + number, picture.Width, picture.Height));
                Count(Nearest(Hash(picture), changed), found);
            });
            output.WriteLine($"{name}: {Table(found, n => $"{100.0 * n / known.Length:0}")}");
        }
    }

    private static bool IsGood(GreyPicture picture)
    {
        using var plane = picture.ToPlane();
        return PdqHasher.Hash(plane).Quality >= HashAlgorithm.Pdq.QualityFloor;
    }

    private static Hash256 Hash(GreyPicture picture)
    {
        using var plane = picture.ToPlane();
        return PdqHasher.Hash(plane).Hash;
    }

    private static int[] Nearest(Hash256 known, GreyPicture changed)
    {
        var nearest = Enumerable.Repeat(int.MaxValue, Looks.Names.Count).ToArray();
        foreach (var (query, eight) in Looks.Of(changed))
        {
            nearest[query] = Math.Min(nearest[query], eight[0].DistanceTo(known));
        }

        return nearest;
    }

    private static void WriteFalseMatches(int count, TextWriter output)
    {
        var known = new Hash256[count];
        Parallel.For(0, count, number => known[number] = Hash(UnrelatedPictures.Make(10_000_000 + number, 288, 216)));
        var index = HashIndex.Build(
            known.Select((hash, number) => new Entry("known", $"{number}", "generated") { Pdq = hash }));
        var (looks, found) = (new int[Looks.Names.Count], new int[Looks.Names.Count, Distances.Length]);
        Parallel.For(0, count, number =>
        {
            var nearest = Enumerable.Repeat(int.MaxValue, Looks.Names.Count).ToArray();
            var matches = new List<NearMatch>();
            foreach (var (query, eight) in Looks.Of(UnrelatedPictures.Make(20_000_000 + number, 288, 216)))
            {
                Interlocked.Increment(ref looks[query]);
                matches.Clear();
                _ = index.FindNear(eight, [Distances[^1]], matches, matchesMax: 1);
                nearest[query] = matches is [var match, ..] ? Math.Min(nearest[query], match.Distance) : nearest[query];
            }

            Count(nearest, found);
        });
        output.WriteLine($"Of {count} unrelated pictures, matched with one of {count}: {Table(found, n => $"{n}")}");
        output.WriteLine($"Looks: {string.Join(", ", Looks.Names.Select((name, i) => $"{name} {looks[i]}"))}");
    }

    private static void Count(int[] nearest, int[,] found)
    {
        for (var query = 0; query < nearest.Length; query++)
        {
            for (var i = 0; i < Distances.Length; i++)
            {
                if (nearest[query] <= Distances[i])
                {
                    Interlocked.Increment(ref found[query, i]);
                }
            }
        }
    }

    private static string Table(int[,] found, Func<int, string> format) => string.Join("; ", Looks.Names.Select(
        (name, query) => $"{name} {string.Join('/', Enumerable.Range(0, Distances.Length)
            .Select(i => format(found[query, i])))}"));
}
