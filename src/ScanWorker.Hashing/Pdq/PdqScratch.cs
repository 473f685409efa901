using ScanWorker.Hashing.Pdq.Filtering;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq;

/// <summary>Working memory of one hash.</summary>
/// <remarks>
/// Each thread keeps one (about 160 KiB), so that a hash allocates nothing and shares no lock. It is pinned, so that
/// rows can be aligned to cache lines, and cleared before it is kept: between two hashes nothing in it shows a
/// content. While in use it is not kept, so an exception leaves no half-cleared one behind.
/// </remarks>
internal sealed class PdqScratch
{
    /// <summary>Floats of <see cref="Filter"/>; enough for each number of lanes.</summary>
    internal const int FilterLength = BandedJaroszFilter<FloatVector16>.ScratchLength;

    private const int AlignmentFloats = 16;

    // What lies where, in floats.
    private const int SamplesAt = 0;
    private const int HalfTransformedAt = SamplesAt + (JaroszFilter.GridCount * JaroszFilter.GridLength);
    private const int CoefficientsAt = HalfTransformedAt + Dct64To16.HalfLength;
    private const int TransformedAt = CoefficientsAt + Median.Count;
    private const int FilterAt = TransformedAt + Median.Count;
    private const int Length = FilterAt + FilterLength;

    [ThreadStatic]
    private static PdqScratch? _kept;

    private readonly float[] _floats = GC.AllocateArray<float>(Length + AlignmentFloats, pinned: true);
    private readonly int _start;

    private unsafe PdqScratch()
    {
        fixed (float* first = _floats)
        {
            _start = (int)((AlignmentFloats - ((nuint)first / sizeof(float) % AlignmentFloats)) % AlignmentFloats);
        }
    }

    /// <summary>64 x 64 samples of the blurred plane; aligned to cache lines, like all of it.</summary>
    internal Span<float> Samples => Grids[..JaroszFilter.GridLength];

    /// <summary>These, and those of the plane with its rows, its columns or both in reverse.</summary>
    internal Span<float> Grids => Part(SamplesAt, HalfTransformedAt);

    /// <summary>The transform after its first half: 16 x 64.</summary>
    internal Span<float> HalfTransformed => Part(HalfTransformedAt, CoefficientsAt);

    /// <summary>16 x 16 coefficients of the picture.</summary>
    internal Span<float> Coefficients => Part(CoefficientsAt, TransformedAt);

    /// <summary>16 x 16 coefficients of the picture turned or mirrored.</summary>
    internal Span<float> Transformed => Part(TransformedAt, FilterAt);

    /// <summary>For the filter; all zeros when taken.</summary>
    internal Span<float> Filter => Part(FilterAt, Length);

    internal static PdqScratch Take()
    {
        var scratch = _kept ?? new PdqScratch();
        _kept = null;
        return scratch;
    }

    internal void Keep()
    {
        Array.Clear(_floats);
        _kept = this;
    }

    private Span<float> Part(int start, int end) => _floats.AsSpan(_start + start, end - start);
}
