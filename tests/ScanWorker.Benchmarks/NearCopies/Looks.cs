using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Benchmarks.NearCopies;

/// <summary>The hashes by which a picture is looked for, query by query.</summary>
internal static class Looks
{
    /// <summary>What the queries are called in tables, in the order in which they are made.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        ["plain", "border", "centre 90 %", "centre 80 %", "halves", "cells"];

    /// <summary>Upright and the seven transforms of each look that is good enough to be searched.</summary>
    internal static IEnumerable<(int Query, Hash256[] Eight)> Of(GreyPicture picture)
    {
        using var plane = picture.ToPlane();
        foreach (var look in Of(plane, null))
        {
            yield return look;
        }

        if (UniformBorder.Inside(plane) is { } inside)
        {
            using var within = picture.Part(inside.X, inside.Y, inside.Width, inside.Height).ToPlane();
            foreach (var (_, eight) in Of(within, null))
            {
                yield return (1, eight);
            }
        }

        foreach (var (crop, area) in CropAreas.Of(plane, CropQueries.All))
        {
            foreach (var (_, eight) in Of(plane, area))
            {
                yield return (2 + int.Log2((int)crop.Query), eight);
            }
        }
    }

    private static IEnumerable<(int Query, Hash256[] Eight)> Of(LumaPlane plane, PictureArea? area)
    {
        var eight = new Hash256[PdqHasher.DihedralCount];
        var quality = area is { } part
            ? PdqHasher.HashTurned(plane, part, eight)
            : PdqHasher.HashTurned(plane, eight);
        if (quality >= HashAlgorithm.Pdq.QualityFloor)
        {
            yield return (0, eight);
        }
    }
}
