using System.Collections.Immutable;
using System.Numerics;

namespace ScanWorker.Hashing.Pdq.Areas;

/// <summary>Finds the cells of a grid of pictures by the straight seams between them.</summary>
/// <remarks>
/// A seam is a line across the whole plane where most pixels differ from their neighbours beyond it, while those of the
/// lines around it do not. Horizons and walls can look so too: then a part is hashed that is no picture, which costs
/// time and finds nothing. Gutters between cells are two seams, with a strip that is too narrow to be a cell.
/// </remarks>
public static class StraightSeams
{
    /// <summary>How many cells there are at most.</summary>
    public const int CellsMax = CellsPerAxisMax * CellsPerAxisMax;

    private const int CellsPerAxisMax = 3;
    private const int CellMin = 16;
    private const int CellOneIn = 8;

    // How far a seam's pixels are from those beyond it, on average, no single one counting for more than so much.
    private const float StepMin = 8;
    private const float StepMax = 64;

    // A grid of three in a row with gutters has four seams; others are as strong.
    private const int SeamsMax = 4;
    private const float WeakestOfStrongest = 0.5f;

    // How much more than on the lines around it, leaving out those that blur or JPEG may have drawn the seam into.
    private const float StandsOutBy = 1.5f;
    private const int BlurLines = 2;
    private const int AroundLines = 8;

    /// <returns>In pixels of the plane; empty where there is no seam.</returns>
    /// <exception cref="InvalidOperationException">A row of the plane was never set.</exception>
    public static ImmutableArray<PictureArea> CellsOf(LumaPlane plane)
    {
        var view = plane.View;
        Span<float> acrossRows = stackalloc float[LumaPlane.DimensionMax];
        Span<float> acrossColumns = stackalloc float[LumaPlane.DimensionMax];
        acrossRows = acrossRows[..view.Height];
        acrossColumns = acrossColumns[..view.Width];
        AddUpSteps(view, acrossRows, acrossColumns);
        KeepSeams(acrossRows, view.Width);
        KeepSeams(acrossColumns, view.Height);
        var weakest = Math.Max(Strongest(acrossRows), Strongest(acrossColumns)) * WeakestOfStrongest;
        Span<(int From, int To)> rows = stackalloc (int, int)[CellsPerAxisMax];
        Span<(int From, int To)> columns = stackalloc (int, int)[CellsPerAxisMax];
        rows = rows[..Split(acrossRows, weakest, rows)];
        columns = columns[..Split(acrossColumns, weakest, columns)];
        var cells = ImmutableArray.CreateBuilder<PictureArea>(rows.Length * columns.Length);
        foreach (var (top, bottom) in rows)
        {
            foreach (var (left, right) in columns)
            {
                cells.Add(new PictureArea(left, top, right - left, bottom - top));
            }
        }

        return cells is [var whole] && whole.Width == view.Width && whole.Height == view.Height
            ? []
            : cells.ToImmutable();
    }

    /// <summary>How far the pixels of each line are from the line before it, in all.</summary>
    private static void AddUpSteps(LumaView plane, Span<float> acrossRows, Span<float> acrossColumns)
    {
        (acrossRows[0], acrossColumns[0]) = (0, 0);
        acrossColumns.Clear();
        for (var y = 0; y < plane.Height; y++)
        {
            var row = plane.Row(y);
            AddSteps(row[1..], row[..^1], acrossColumns[1..]);
            if (y > 0)
            {
                acrossRows[y] = StepsBetween(row, plane.Row(y - 1));
            }
        }
    }

    private static void AddSteps(ReadOnlySpan<float> one, ReadOnlySpan<float> other, Span<float> sums)
    {
        var x = 0;
        for (; x <= one.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            (new Vector<float>(sums[x..]) + Steps(one[x..], other[x..])).CopyTo(sums[x..]);
        }

        for (; x < one.Length; x++)
        {
            sums[x] += Math.Min(Math.Abs(one[x] - other[x]), StepMax);
        }
    }

    private static float StepsBetween(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var (sums, x) = (Vector<float>.Zero, 0);
        for (; x <= one.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            sums += Steps(one[x..], other[x..]);
        }

        var sum = Vector.Sum(sums);
        for (; x < one.Length; x++)
        {
            sum += Math.Min(Math.Abs(one[x] - other[x]), StepMax);
        }

        return sum;
    }

    private static Vector<float> Steps(ReadOnlySpan<float> one, ReadOnlySpan<float> other) =>
        Vector.Min(
            Vector.Abs(new Vector<float>(one) - new Vector<float>(other)), new Vector<float>(StepMax));

    /// <summary>Puts in place of each line's steps how strong a seam it is; 0 for none.</summary>
    private static void KeepSeams(Span<float> steps, int across)
    {
        Span<float> means = stackalloc float[LumaPlane.DimensionMax];
        means = means[..steps.Length];
        for (var line = 0; line < steps.Length; line++)
        {
            means[line] = steps[line] / across;
        }

        for (var line = 0; line < steps.Length; line++)
        {
            var excess = means[line] - (StandsOutBy * Around(means, line));
            steps[line] = means[line] >= StepMin && excess > 0 ? excess : 0;
        }
    }

    private static float Around(ReadOnlySpan<float> means, int line)
    {
        var (sum, lines) = (0f, 0);
        for (var away = BlurLines + 1; away <= AroundLines; away++)
        {
            foreach (var other in (ReadOnlySpan<int>)[line - away, line + away])
            {
                if (other > 0 && other < means.Length)
                {
                    sum += means[other];
                    lines++;
                }
            }
        }

        return lines == 0 ? float.MaxValue : sum / lines;
    }

    private static float Strongest(ReadOnlySpan<float> seams)
    {
        var strongest = 0f;
        foreach (var seam in seams)
        {
            strongest = Math.Max(strongest, seam);
        }

        return strongest;
    }

    /// <param name="strengths">By line.</param>
    /// <param name="weakest">What is weaker is no seam of this grid.</param>
    /// <param name="parts">Receives the parts between the strongest seams, in their order.</param>
    /// <returns>How many there are.</returns>
    private static int Split(ReadOnlySpan<float> strengths, float weakest, Span<(int From, int To)> parts)
    {
        Span<int> seams = stackalloc int[SeamsMax + 1];
        var found = FindSeams(strengths, weakest, seams[..SeamsMax]);
        seams[found] = strengths.Length;
        seams[..found].Sort();
        var partMin = Math.Max(CellMin, strengths.Length / CellOneIn);
        var (count, from) = (0, 0);
        foreach (var seam in seams[..(found + 1)])
        {
            if (seam - from >= partMin && count < parts.Length)
            {
                parts[count++] = (from, seam);
            }

            from = seam;
        }

        return count;
    }

    private static int FindSeams(ReadOnlySpan<float> strengths, float weakest, Span<int> seams)
    {
        var count = 0;
        while (count < seams.Length)
        {
            var strongest = 0;
            for (var line = 1; line < strengths.Length; line++)
            {
                if (strengths[line] > 0 && strengths[line] >= weakest && strengths[line] > strengths[strongest]
                    && IsApart(line, seams[..count]))
                {
                    strongest = line;
                }
            }

            if (strongest == 0)
            {
                break;
            }

            seams[count++] = strongest;
        }

        return count;
    }

    private static bool IsApart(int line, ReadOnlySpan<int> seams)
    {
        foreach (var seam in seams)
        {
            if (Math.Abs(line - seam) <= BlurLines)
            {
                return false;
            }
        }

        return true;
    }
}
