using ScanWorker.Hashing;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Testing.Algorithms;

/// <summary>
/// A second perceptual hash, unlike PDQ wherever the table allows it: a bit for each of 16 x 16 cells that is brighter
/// than the picture's mean; no quality, no transforms, no aliases, no prefix.
/// </summary>
internal static class MeanHash
{
    private const int Cells = 16;

    internal static HashAlgorithm Algorithm { get; } = new()
    {
        Id = "mean256",
        Name = "Mean256",
        DefaultDistance = 20,
        DistanceMax = 60,
        FeaturedBitsMin = 8,
        GoldenVectors =
        [
            // It grows towards the lower right corner: each row of cells has one bright cell more than the row above.
            new("gradient-256x256", Hash("0000000100030007000f001f003f007f00ff01ff03ff07ff0fff1fff3fff7fff")),
            new("flat-64x64", default),
        ],
    };

    internal static (Hash256[], int?) Look(GeneratedPicture picture)
    {
        var sums = new long[Cells * Cells];
        var counts = new long[Cells * Cells];
        var row = new byte[3 * picture.Width];
        for (var y = 0; y < picture.Height; y++)
        {
            picture.FillRow(y, row);
            for (var x = 0; x < picture.Width; x++)
            {
                var cell = (y * Cells / picture.Height * Cells) + (x * Cells / picture.Width);
                sums[cell] += row[3 * x] + row[(3 * x) + 1] + row[(3 * x) + 2];
                counts[cell]++;
            }
        }

        var (total, pixels) = (sums.Sum(), (long)picture.Width * picture.Height);
        var bits = new byte[Hash256.SizeBytes];
        for (var cell = 0; cell < sums.Length; cell++)
        {
            // A cell's mean above the whole's, without a division.
            bits[cell / 8] |= sums[cell] * pixels > total * counts[cell] ? (byte)(0x80 >> (cell % 8)) : (byte)0;
        }

        return ([new Hash256(bits)], null);
    }

    private static Hash256 Hash(string hex) =>
        Hash256.TryParseHex(hex, out var hash) ? hash : throw new FormatException($"Not a hash: {hex}");
}
