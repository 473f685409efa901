using System.Runtime.CompilerServices;

namespace ScanWorker.Hashing.Pdq.Filtering;

/// <summary>Samples of a plane turned round that lie before its first place, where no running sum has been.</summary>
/// <remarks>At 129 to 256 pixels along an axis the first of the 64 samples is such a one. Each is summed by its
/// weights: a box over boxes, cut off at both ends.</remarks>
internal static class EdgeSamples
{
    private const int Samples = JaroszFilter.SampledSize;

    /// <summary>Puts these samples right in the three grids that are turned.</summary>
    /// <param name="plane">What was sampled.</param>
    /// <param name="samples">All four grids, as <see cref="JaroszFilter.Run"/> fills them.</param>
    internal static void Mend(LumaView plane, Span<float> samples)
    {
        var (rows, columns) = (new BoxAxis(plane.Height), new BoxAxis(plane.Width));
        for (var grid = 1; grid < JaroszFilter.GridCount; grid++)
        {
            var (rowsTurned, columnsTurned) = (JaroszFilter.AreRowsTurned(grid), JaroszFilter.AreColumnsTurned(grid));
            var target = samples.Slice(grid * JaroszFilter.GridLength, JaroszFilter.GridLength);
            var (firstRow, firstColumn) = (new Taps(rows, 0, rowsTurned), new Taps(columns, 0, columnsTurned));
            for (var i = 0; i < Samples && columnsTurned && columns.Window == 2; i++)
            {
                target[i * Samples] = At(plane, new Taps(rows, i, rowsTurned), firstColumn);
            }

            for (var i = 0; i < Samples && rowsTurned && rows.Window == 2; i++)
            {
                target[i] = At(plane, firstRow, new Taps(columns, i, columnsTurned));
            }
        }
    }

    private static float At(LumaView plane, in Taps rows, in Taps columns)
    {
        var sum = 0f;
        for (var row = 0; row < rows.Count; row++)
        {
            var line = plane.Row(rows.PlaceOf(row));
            for (var column = 0; column < columns.Count; column++)
            {
                sum += rows.Weights[row] * columns.Weights[column] * line[columns.PlaceOf(column)];
            }
        }

        return sum;
    }

    /// <summary>The places along an axis that make up one sample, in the order in which its filter meets
    /// them.</summary>
    private readonly struct Taps
    {
        private readonly BoxAxis _axis;
        private readonly bool _turned;
        private readonly int _first;

        public Taps(BoxAxis axis, int sample, bool turned)
        {
            (_axis, _turned) = (axis, turned);
            var place = JaroszFilter.SampleAt(turned ? Samples - 1 - sample : sample, axis.Size);
            var (from, until) = axis.WindowAt(place);
            _first = axis.WindowAt(from).From;
            Count = axis.WindowAt(until - 1).Until - _first;
            for (var inner = from; inner < until; inner++)
            {
                var (innerFrom, innerUntil) = axis.WindowAt(inner);
                for (var i = innerFrom; i < innerUntil; i++)
                {
                    Weights[i - _first] += 1f / ((until - from) * (innerUntil - innerFrom));
                }
            }
        }

        public int Count { get; }

        public readonly TapWeights Weights;

        public int PlaceOf(int tap) => _turned ? _axis.Size - 1 - _first - tap : _first + tap;
    }

    // Two windows of at most 4 reach no farther.
    [InlineArray(7)]
    private struct TapWeights
    {
        private float _first;
    }
}
