using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Matching.Import;

/// <summary>
/// Pictures that everybody has and no list should hold, all generated: flat frames, gradients, stripes, checkerboards,
/// grids, discs and test cards. A list entry that matches one would block innocent people by the thousand.
/// </summary>
public static class BenignGauntlet
{
    private const int Size = 256;
    private static readonly Lazy<ImmutableArray<Hash256>> Generated = new(() => HashAll(Pictures()));

    /// <summary>
    /// The PDQ hashes of all of them in all eight transforms, each once. Generated at the first call, in about 0.1 s.
    /// </summary>
    public static ImmutableArray<Hash256> Hashes => Generated.Value;

    /// <summary>The pictures by name: luma 0 to 255 by position, x and y from 0 up to 1.</summary>
    internal static IEnumerable<(string Name, Func<float, float, float> Luma)> Pictures() =>
        Flat().Concat(Gradients()).Concat(Patterns()).Concat(TestCards());

    /// <summary>A picture as a plane, row by row.</summary>
    internal static float[] Draw(Func<float, float, float> luma)
    {
        var plane = new float[Size * Size];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                plane[(y * Size) + x] = luma((x + 0.5f) / Size, (y + 0.5f) / Size);
            }
        }

        return plane;
    }

    private static ImmutableArray<Hash256> HashAll(IEnumerable<(string Name, Func<float, float, float> Luma)> pictures)
    {
        var hashes = new HashSet<Hash256>();
        var eight = new Hash256[PdqHasher.DihedralCount];
        foreach (var (_, luma) in pictures)
        {
            // As uploads have them, and as lists may have them from the reference.
            var plane = Draw(luma);
            _ = PdqHasher.HashTurned(plane, Size, Size, eight);
            hashes.UnionWith(eight);
            _ = PdqHasher.HashDihedral(plane, Size, Size, eight);
            hashes.UnionWith(eight);
        }

        return [.. hashes];
    }

    private static IEnumerable<(string, Func<float, float, float>)> Flat()
    {
        foreach (var level in new[] { 0f, 1, 16, 64, 127, 128, 192, 235, 254, 255 })
        {
            yield return ($"flat-{level}", (_, _) => level);
        }
    }

    private static IEnumerable<(string, Func<float, float, float>)> Gradients()
    {
        yield return ("gradient-across", (x, _) => 255 * x);
        yield return ("gradient-diagonal", (x, y) => 127.5f * (x + y));
        yield return ("gradient-corner", (x, y) => 255 * x * y);
        yield return ("gradient-radial", (x, y) => 255 * MathF.Min(1, Radius(x, y)));
        yield return ("gradient-mirrored", (x, _) => 255 * MathF.Abs((2 * x) - 1));
        yield return ("gradient-cone", (x, y) => 127.5f * (1 + (MathF.Atan2(y - 0.5f, x - 0.5f) / MathF.PI)));
        yield return ("wave", (x, _) => 127.5f * (1 + MathF.Sin(2 * MathF.PI * x)));
    }

    private static IEnumerable<(string, Func<float, float, float>)> Patterns()
    {
        foreach (var cells in new[] { 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 64, 128 })
        {
            yield return ($"checkerboard-{cells}", (x, y) => ((int)(x * cells) + (int)(y * cells)) % 2 == 0 ? 0 : 255);
            yield return ($"stripes-{cells}", (x, _) => (int)(x * cells) % 2 == 0 ? 0 : 255);
            yield return ($"grid-{cells}", (x, y) => x * cells % 1 < 0.1f || y * cells % 1 < 0.1f ? 255 : 0);
            yield return ($"dots-{cells}", (x, y) => Radius(x * cells % 1, y * cells % 1) < 0.5f ? 255 : 0);
        }

        yield return ("disc", (x, y) => Radius(x, y) < 0.6f ? 255 : 0);
        yield return ("ring", (x, y) => Radius(x, y) is > 0.5f and < 0.7f ? 255 : 0);
        yield return ("rings", (x, y) => (int)(Radius(x, y) * 8) % 2 == 0 ? 255 : 0);
        yield return ("frame", (x, y) => MathF.Min(MathF.Min(x, 1 - x), MathF.Min(y, 1 - y)) < 0.05f ? 255 : 0);
        yield return ("square", (x, y) => x is > 0.25f and < 0.75f && y is > 0.25f and < 0.75f ? 255 : 0);
        yield return ("half", (x, _) => x < 0.5f ? 0 : 255);
        yield return ("triangle", (x, y) => x < y ? 0 : 255);
        yield return ("cross", (x, y) => MathF.Abs(x - 0.5f) < 0.1f || MathF.Abs(y - 0.5f) < 0.1f ? 255 : 0);
        yield return ("saltire", (x, y) => MathF.Abs(x - y) < 0.1f || MathF.Abs(x + y - 1) < 0.1f ? 255 : 0);
    }

    private static IEnumerable<(string, Func<float, float, float>)> TestCards()
    {
        float[] bars = [255, 226, 179, 150, 105, 76, 29, 0];
        float[] castellations = [29, 16, 105, 16, 179, 16, 255];
        float[] pluge = [16, 255, 48, 16, 8, 16, 24];
        yield return ("bars", (x, _) => bars[(int)(x * 8)]);
        yield return ("bars-split", (x, y) => bars[y < 0.5f ? (int)(x * 8) : 7 - (int)(x * 8)]);
        yield return ("bars-broadcast", (x, y) => y < 0.67f ? 0.75f * bars[(int)(x * 7)]
            : y < 0.75f ? castellations[(int)(x * 7)] : pluge[(int)(x * 7)]);
        yield return ("staircase", (x, _) => 255f / 10 * (int)(x * 11));
        yield return ("staircase-split", (x, y) => 255f / 10 * (y < 0.5f ? (int)(x * 11) : 10 - (int)(x * 11)));
        yield return ("card-disc", (x, y) =>
            Radius(x, y) < 0.8f ? bars[(int)(x * 8)] : (int)(x * 16) + (int)(y * 16) is var n && n % 2 == 0 ? 64 : 192);
    }

    // From the middle: 1 at the edge's middle.
    private static float Radius(float x, float y) =>
        2 * MathF.Sqrt(((x - 0.5f) * (x - 0.5f)) + ((y - 0.5f) * (y - 0.5f)));
}
