using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq.Filtering;

/// <summary>Running sums down up to 64 columns, a band of 32 rows at a time.</summary>
/// <remarks>
/// In front of the band lie the rows before it that are still in the window. The sums are written in place: each row
/// of them takes the place of the row that has just left the window, and so lies that many rows further up.
/// </remarks>
internal readonly ref struct ColumnStrip<TVector>
    where TVector : struct, IFloatVector<TVector>
{
    /// <summary>Floats from one row of the strip to the next.</summary>
    internal const int Columns = 64;

    /// <summary>Floats of what a strip keeps from one band to the next: the rows in the window.</summary>
    internal const int KeptLength = RowTile<TVector>.WindowMax * Columns;

    /// <summary>Floats of the kept rows and the band.</summary>
    internal const int Length = KeptLength + BandLength;

    private const int BandLength = RowTile<TVector>.BandRows * Columns;

    private readonly ref float _strip;
    private readonly BoxAxis _axis;

    /// <param name="strip"><see cref="Length"/> floats, the kept rows first.</param>
    internal ColumnStrip(Span<float> strip, BoxAxis axis)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(strip.Length, Length);
        _strip = ref MemoryMarshal.GetReference(strip);
        _axis = axis;
    }

    /// <summary>The rows to add, 32 times 64.</summary>
    internal Span<float> Band => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _strip, KeptLength), BandLength);

    /// <summary>The sums, 32 times 64, once they are there.</summary>
    internal Span<float> Sums =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _strip, KeptLength - (_axis.Window * Columns)), BandLength);

    /// <summary>What to hand to the next band: the last rows that were added.</summary>
    internal Span<float> Last => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _strip, BandLength), KeptLength);

    /// <summary>The rows of the band before, to be filled from its <see cref="Last"/>.</summary>
    internal Span<float> Kept => MemoryMarshal.CreateSpan(ref _strip, KeptLength);

    /// <summary>
    /// Sums and divides; the first row of the result is <paramref name="firstRow"/>, which may lie outside.
    /// </summary>
    internal void Blur(Span<float> running, int columns, int firstRow, int rows)
    {
        if (_axis.IsInner(firstRow, rows))
        {
            Sum(running, columns, rows, _axis.Scale);
            return;
        }

        Sum(running, columns, rows, 1f);
        for (var row = 0; row < rows; row++)
        {
            Divide(Sums.Slice(row * Columns, Columns), _axis.CountAt(firstRow + row));
        }
    }

    /// <summary>Moves the window down all columns; four vectors of them at a time hide the latency of a sum.</summary>
    /// <param name="running">64 sums that go on from band to band.</param>
    /// <param name="columns">At most 64, a multiple of the lane count.</param>
    /// <param name="scale">What each sum is multiplied with on its way out; the running sum is not.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Sum(Span<float> running, int columns, int rows, float scale)
    {
        ref var added = ref MemoryMarshal.GetReference(Band);
        ref var removed = ref MemoryMarshal.GetReference(Sums);
        ref var sums = ref running[..Columns][0];
        var factor = TVector.All(scale);
        var column = 0;
        for (; column <= columns - (4 * TVector.Count); column += 4 * TVector.Count)
        {
            var (at0, at1) = (column, column + TVector.Count);
            var (at2, at3) = (column + (2 * TVector.Count), column + (3 * TVector.Count));
            var (sum0, sum1) = (TVector.Load(in sums, at0), TVector.Load(in sums, at1));
            var (sum2, sum3) = (TVector.Load(in sums, at2), TVector.Load(in sums, at3));
            for (var row = 0; row < rows * Columns; row += Columns)
            {
                sum0 = Move(sum0, in added, ref removed, row + at0, factor);
                sum1 = Move(sum1, in added, ref removed, row + at1, factor);
                sum2 = Move(sum2, in added, ref removed, row + at2, factor);
                sum3 = Move(sum3, in added, ref removed, row + at3, factor);
            }

            sum0.Store(ref sums, at0);
            sum1.Store(ref sums, at1);
            sum2.Store(ref sums, at2);
            sum3.Store(ref sums, at3);
        }

        for (; column < columns; column += TVector.Count)
        {
            var sum = TVector.Load(in sums, column);
            for (var at = column; at < rows * Columns; at += Columns)
            {
                sum = Move(sum, in added, ref removed, at, factor);
            }

            sum.Store(ref sums, column);
        }
    }

    internal static void Divide(Span<float> row, int divisor)
    {
        var all = TVector.All(divisor);
        ref var first = ref row[..Columns][0];
        for (var at = 0; at < Columns; at += TVector.Count)
        {
            (TVector.Load(in first, at) / all).Store(ref first, at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Move(TVector sum, ref readonly float added, ref float removed, int at, TVector factor)
    {
        sum = sum + TVector.Load(in added, at) - TVector.Load(in removed, at);
        (sum * factor).Store(ref removed, at);
        return sum;
    }
}
