using BenchmarkDotNet.Attributes;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Benchmarks.Hashing;

/// <summary>What do pixels cost on their way into a plane: side by side, of a large image, and grey?</summary>
[MemoryDiagnoser]
public class LumaPlaneBenchmark
{
    private const int LargeWidth = 4000;
    private const int LargeHeight = 3000;
    private readonly byte[] _row = new byte[4 * LargeWidth];

    [GlobalSetup]
    public void FillRow() => new Random(1).NextBytes(_row);

    [Benchmark(Baseline = true)]
    public int Rgb512()
    {
        using var plane = LumaPlane.For(LumaPlane.DimensionMax, LumaPlane.DimensionMax);
        for (var row = 0; row < plane.Height; row++)
        {
            plane.SetRow(row, _row.AsSpan(0, 3 * LumaPlane.DimensionMax));
        }

        return plane.Height;
    }

    [Benchmark]
    public int Grey512()
    {
        using var plane = LumaPlane.For(LumaPlane.DimensionMax, LumaPlane.DimensionMax);
        for (var row = 0; row < plane.Height; row++)
        {
            plane.SetGreyRow(row, _row.AsSpan(0, LumaPlane.DimensionMax));
        }

        return plane.Height;
    }

    [Benchmark]
    public int RgbOfTwelveMegapixels()
    {
        using var plane = LumaPlane.For(LargeWidth, LargeHeight);
        for (var row = 0; row < plane.Height; row++)
        {
            plane.SetRow(row, _row.AsSpan(0, 3 * LargeWidth));
        }

        return plane.Height;
    }
}
