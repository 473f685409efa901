using ScanWorker.Hashing.Pdq;
using ScanWorker.Hashing.Pdq.Filtering;

namespace ScanWorker.Hashing.Tests.Pdq;

/// <summary>
/// A plane between values that are not numbers, so that reading one float too many shows in the result.
/// </summary>
internal sealed class GuardedPlane
{
    private const int Guard = 64;
    private readonly float[] _memory;
    private readonly int _height;
    private readonly int _width;
    private readonly int _stride;

    internal GuardedPlane(int height, int width, int gap, float[] luma)
    {
        (_height, _width, _stride) = (height, width, width + gap);
        _memory = new float[(height * _stride) + (2 * Guard)];
        Array.Fill(_memory, float.NaN);
        for (var row = 0; row < height; row++)
        {
            luma.AsSpan(row * width, width).CopyTo(_memory.AsSpan(Guard + (row * _stride)));
        }
    }

    /// <summary>The samples by one path, in one grid or four; fails if it wrote beyond what it was given.</summary>
    internal float[] Filtered(PdqPath path, int grids)
    {
        var scratch = Guarded(PdqScratch.FilterLength);
        var length = grids * JaroszFilter.GridLength;
        var samples = Guarded(length);
        var plane = new LumaView(_memory.AsSpan(Guard, ((_height - 1) * _stride) + _width), _height, _width, _stride);
        path.Filter(plane, scratch.AsSpan(Guard, PdqScratch.FilterLength), samples.AsSpan(Guard, length));

        Assert.That(IsIntact(scratch) && IsIntact(samples), "A float was written outside the memory that was given.");
        return samples[Guard..^Guard];
    }

    private static float[] Guarded(int length)
    {
        var memory = new float[length + (2 * Guard)];
        memory.AsSpan(0, Guard).Fill(float.NaN);
        memory.AsSpan(Guard + length).Fill(float.NaN);
        return memory;
    }

    private static bool IsIntact(float[] memory) =>
        memory.Take(Guard).All(float.IsNaN) && memory.TakeLast(Guard).All(float.IsNaN);
}
