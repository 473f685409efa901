using System.Numerics;

namespace ScanWorker.Matching.Index.Videos;

/// <summary>Two bits for each frame of a layer. Kept by a thread and used again.</summary>
internal sealed class RowBits
{
    // A thread keeps room for eight million frames, and no more.
    private const int KeptWordsMax = 1 << 17;

    [ThreadStatic]
    private static RowBits? _ofThread;

    private ulong[] _near = []; // A hash that counts is near it.
    private ulong[] _passedOver = []; // One that is passed over is.

    /// <summary>The calling thread's own, all clear; until the next call.</summary>
    internal static RowBits Rent(int rows)
    {
        if (_ofThread is null || _ofThread._near.Length > KeptWordsMax)
        {
            _ofThread = new RowBits();
        }

        _ofThread.Clear((rows + 63) / 64);
        return _ofThread;
    }

    internal void Add(int row, bool isPassedOver) =>
        (isPassedOver ? _passedOver : _near)[row >> 6] |= 1UL << row;

    /// <summary>Of the rows from one to before another: how many are near a hash that counts, and how many others one
    /// that is passed over.</summary>
    internal (int Near, int PassedOver) Count(int start, int end)
    {
        var (near, passedOver) = (0, 0);
        for (var word = start >> 6; word << 6 < end; word++)
        {
            var within = (word == start >> 6 ? ulong.MaxValue << start : ulong.MaxValue)
                & (word == end >> 6 ? (1UL << end) - 1 : ulong.MaxValue);
            near += BitOperations.PopCount(_near[word] & within);
            passedOver += BitOperations.PopCount(_passedOver[word] & ~_near[word] & within);
        }

        return (near, passedOver);
    }

    private void Clear(int words)
    {
        if (_near.Length < words)
        {
            (_near, _passedOver) = (new ulong[words], new ulong[words]);
            return;
        }

        Array.Clear(_near, 0, words);
        Array.Clear(_passedOver, 0, words);
    }
}
