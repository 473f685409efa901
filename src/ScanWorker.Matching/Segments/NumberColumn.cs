using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// One whole number a row, stored as <c>basis + scale * value</c> with values of 0, 1, 2, 4 or 8 bytes: a column whose
/// rows are all equal takes 16 bytes in all, times in whole seconds take four bytes a row.
/// </summary>
/// <remarks>
/// Section: basis and scale as 64-bit numbers, then the values. The section's parameter is the width of a value.
/// </remarks>
internal readonly unsafe struct NumberColumn
{
    private const int PrefixBytes = 16;

    private readonly byte* _values;
    private readonly int _width;
    private readonly long _basis;
    private readonly long _scale;

    /// <exception cref="SegmentException">The section does not hold <paramref name="count"/> rows.</exception>
    internal NumberColumn(Section section, int count)
    {
        var prefix = section.Bytes(0, PrefixBytes);
        (_basis, _scale) = (MemoryMarshal.Read<long>(prefix), MemoryMarshal.Read<long>(prefix[8..]));
        (_width, Count) = ((int)section.Parameter, count);
        if (section.Parameter is not (0 or 1 or 2 or 4 or 8) || section.Length != PrefixBytes + ((long)_width * count))
        {
            throw section.Wrong("has a length that does not fit its rows");
        }

        _values = section.Region.Start + section.Start + PrefixBytes;
    }

    internal int Count { get; }

    /// <exception cref="SegmentException">No such row: whatever referred to it is corrupt.</exception>
    internal long this[int row]
    {
        get
        {
            if ((uint)row >= (uint)Count)
            {
                throw new SegmentException("A row refers to another that is not there.");
            }

            var value = _width switch
            {
                0 => 0,
                1 => _values[row],
                2 => Unsafe.ReadUnaligned<ushort>(_values + (2L * row)),
                4 => Unsafe.ReadUnaligned<uint>(_values + (4L * row)),
                _ => Unsafe.ReadUnaligned<long>(_values + (8L * row)),
            };
            return unchecked(_basis + (_scale * value));
        }
    }

    /// <summary>The row as a position in a table of <paramref name="size"/> rows.</summary>
    /// <exception cref="SegmentException">It is none: the file is corrupt.</exception>
    internal int PositionIn(int size, int row) =>
        this[row] is >= 0 and var position && position < size
            ? (int)position
            : throw new SegmentException("A row refers to a name that is not there.");

    /// <exception cref="SegmentException">No such row, or its number has more than 31 bits and a sign.</exception>
    internal int Int32At(int row) =>
        this[row] is >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : throw new SegmentException("A number is larger than it can be.");

    internal static Section Write(SectionKind kind, ReadOnlySpan<long> values)
    {
        var (basis, most) = (0L, 0L);
        if (!values.IsEmpty)
        {
            (basis, most) = (long.MaxValue, long.MinValue);
            foreach (var value in values)
            {
                (basis, most) = (Math.Min(basis, value), Math.Max(most, value));
            }
        }

        var range = unchecked((ulong)most - (ulong)basis);
        var scale = range > uint.MaxValue && range <= long.MaxValue ? CommonDivisor(values, basis) : 1;
        var width = (range / (ulong)scale) switch
        {
            0 => 0,
            <= byte.MaxValue => 1,
            <= ushort.MaxValue => 2,
            <= uint.MaxValue => 4,
            _ => 8,
        };
        var bytes = new byte[checked(PrefixBytes + ((long)width * values.Length))];
        MemoryMarshal.Write(bytes, in basis);
        MemoryMarshal.Write(bytes.AsSpan(8), in scale);
        if (width > 0)
        {
            var at = PrefixBytes;
            foreach (var value in values)
            {
                var stored = unchecked(value - basis) / scale;
                MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in stored))[..width].CopyTo(bytes.AsSpan(at));
                at += width;
            }
        }

        return new Section(kind, (uint)width, bytes);
    }

    private static long CommonDivisor(ReadOnlySpan<long> values, long basis)
    {
        var divisor = 0L;
        foreach (var value in values)
        {
            var rest = value - basis;
            while (rest != 0)
            {
                (divisor, rest) = (rest, divisor % rest);
            }

            if (divisor == 1)
            {
                break;
            }
        }

        return divisor;
    }
}
