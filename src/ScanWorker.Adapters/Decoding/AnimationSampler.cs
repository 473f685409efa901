using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Looks at the first frames of a long animation, and of the rest at one a second and at those that differ
/// from the last one it looked at.</summary>
/// <remarks>Frames that it looks at are numbered without gaps, and say when they are shown.</remarks>
/// <param name="visitor">Sees them.</param>
/// <param name="frames">Of the animation, with their durations.</param>
/// <param name="firstFrames">So many are looked at, however alike.</param>
/// <param name="framesMax">So many are looked at in all.</param>
internal sealed class AnimationSampler(
    IFrameVisitor visitor, IReadOnlyList<FramePieces> frames, int firstFrames, int framesMax) : IFrameVisitor
{
    private const double SecondsApartMax = 1;
    private const double DifferenceMin = 12;

    private readonly double[] _starts = StartsOf(frames);
    private FrameCells _last = FrameCells.None;
    private double _lastStart;
    private int _lookedAt;
    private int _current;

    /// <summary>There was one more that ought to have been looked at.</summary>
    public bool IsCapped { get; private set; }

    public bool Wants(int frame, PictureRows pixels)
    {
        var start = _starts[frame];
        var cells = FrameCells.Of(pixels);
        var wanted = frame < firstFrames || start - _lastStart >= SecondsApartMax
            || cells.DifferenceTo(_last) >= DifferenceMin;
        if (!wanted || _lookedAt == framesMax)
        {
            IsCapped |= wanted;
            return false;
        }

        (_last, _lastStart, _current) = (cells, start, frame);
        _lookedAt++;
        return true;
    }

    public void Visit(FrameView view, LumaPlane plane) =>
        visitor.Visit(view with { Frame = _lookedAt - 1, Second = _starts[_current] }, plane);

    // In milliseconds at the finest.
    private static double[] StartsOf(IReadOnlyList<FramePieces> frames)
    {
        var starts = new double[frames.Count];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = Math.Round(starts[i - 1] + (frames[i - 1].DurationMs / 1000.0), 3);
        }

        return starts;
    }
}

/// <summary>A frame in 32 by 32 cells, each the mean of its bytes.</summary>
internal sealed class FrameCells
{
    private const int Side = 32;
    private const int RowsMax = 256;

    private readonly double[] _means = new double[Side * Side];

    /// <summary>Nothing at all, from which every frame differs.</summary>
    public static FrameCells None { get; } = new();

    /// <summary>Of up to 256 rows.</summary>
    public static FrameCells Of(PictureRows pixels)
    {
        var cells = new FrameCells();
        var counts = new int[Side * Side];
        for (var y = 0; y < pixels.Height; y += Math.Max(1, pixels.Height / RowsMax))
        {
            var row = pixels.Row(y);
            var first = (int)((long)y * Side / pixels.Height) * Side;
            for (var x = 0; x < Side; x++)
            {
                var part = row[(int)((long)row.Length * x / Side)..(int)((long)row.Length * (x + 1) / Side)];
                foreach (var value in part)
                {
                    cells._means[first + x] += value;
                }

                counts[first + x] += part.Length;
            }
        }

        for (var i = 0; i < counts.Length; i++)
        {
            cells._means[i] = counts[i] == 0 ? 0 : cells._means[i] / counts[i];
        }

        return cells;
    }

    /// <summary>0 to 255.</summary>
    public double DifferenceTo(FrameCells other) => ReferenceEquals(other, None)
        ? byte.MaxValue
        : _means.Zip(other._means, (one, another) => Math.Abs(one - another)).Average();
}
