using System.Runtime.InteropServices;

namespace ScanWorker.Matching.Segments;

/// <summary>Numbers of a column that is being built. As long as all are equal it holds only their count.</summary>
internal sealed class NumberList
{
    private readonly List<long> _numbers = [];
    private long _first;
    private int _count;

    internal int Count => _count;

    internal void Add(long number)
    {
        if (_count == 0)
        {
            _first = number;
        }

        if (_numbers.Count > 0 || number != _first)
        {
            while (_numbers.Count < _count)
            {
                _numbers.Add(_first);
            }

            _numbers.Add(number);
        }

        _count++;
    }

    /// <summary>The column; the rows of <paramref name="following"/> come after these.</summary>
    internal Section Write(SectionKind kind, NumberList? following = null)
    {
        if (following is null or { _count: 0 })
        {
            var areEqual = _numbers.Count == 0 && _count > 0;
            return NumberColumn.Write(kind, areEqual ? [_first] : CollectionsMarshal.AsSpan(_numbers));
        }

        var all = new NumberList();
        all.AddAll(this);
        all.AddAll(following);
        return all.Write(kind);
    }

    private void AddAll(NumberList others)
    {
        for (var i = 0; i < others._count; i++)
        {
            Add(others._numbers.Count > 0 ? others._numbers[i] : others._first);
        }
    }
}
