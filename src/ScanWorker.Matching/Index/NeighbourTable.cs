using System.Runtime.CompilerServices;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Rows sorted into 2^16 buckets by one chunk of their hash. Each row is in its own bucket and, where a neighbour is
/// enough, in the sixteen whose number differs by one bit: a query then reads one bucket instead of seventeen.
/// </summary>
/// <remarks>
/// A record is a signature of sixteen bits, and beside it, in an array of its own, the row. The signature's low bit
/// says that the row is a neighbour, the others are the first fifteen of the chunk that follows. A query's low bit is
/// 0, so that the bits by which signatures differ count the chunk's difference along with its successor's.
/// </remarks>
internal readonly unsafe struct NeighbourTable
{
    /// <summary>Records may be read in blocks of so many, past the end of the last bucket.</summary>
    internal const int RecordsPerRead = 32;

    /// <summary>What a row takes at most: seventeen records.</summary>
    internal const int BytesPerRow = (1 + ChunkKeys.ChunkBits) * (sizeof(ushort) + sizeof(int));

    /// <summary>What a table takes however few its rows are.</summary>
    internal const int BytesAlways = Buckets * sizeof(int);

    private const int Buckets = 1 << ChunkKeys.ChunkBits;

    private readonly int[] _starts;
    private readonly ushort[] _signatures;
    private readonly int[] _rows;

    private NeighbourTable(int records)
    {
        // Pinned: the addresses hold as long as the table does.
        _starts = GC.AllocateArray<int>(Buckets + 1, pinned: true);
        _signatures = GC.AllocateArray<ushort>(records + RecordsPerRead, pinned: true);
        _rows = GC.AllocateUninitializedArray<int>(records + 1, pinned: true);
        Starts = (int*)Unsafe.AsPointer(ref _starts[0]);
        Signatures = (ushort*)Unsafe.AsPointer(ref _signatures[0]);
        Rows = (int*)Unsafe.AsPointer(ref _rows[0]);
    }

    /// <summary>The first record of each bucket, and the end of the last bucket.</summary>
    internal int* Starts { get; }

    /// <summary>By record.</summary>
    internal ushort* Signatures { get; }

    /// <summary>By record.</summary>
    internal int* Rows { get; }

    /// <param name="keys">By row, as <see cref="ChunkKeys.KeyOf"/> makes them.</param>
    /// <param name="withNeighbours">Files each row under the buckets of its neighbours too.</param>
    internal static NeighbourTable Build(ReadOnlySpan<uint> keys, bool withNeighbours)
    {
        var masks = MasksOf(withNeighbours);
        var table = new NeighbourTable(keys.Length * masks.Length);
        var starts = table._starts;
        foreach (var key in keys)
        {
            foreach (var mask in masks)
            {
                starts[BucketOf(key ^ mask)]++;
            }
        }

        // Ends at first; filling from the end of each bucket leaves its start.
        for (var (bucket, end) = (0, 0); bucket <= Buckets; bucket++)
        {
            end += starts[bucket];
            starts[bucket] = end;
        }

        for (var row = 0; row < keys.Length; row++)
        {
            var signature = SignatureOf(keys[row]);
            foreach (var mask in masks)
            {
                var record = --starts[BucketOf(keys[row] ^ mask)];
                table._rows[record] = row;
                table._signatures[record] = (ushort)(mask == 0 ? signature : signature | 1);
            }
        }

        return table;
    }

    /// <summary>
    /// A chunk and its inverse stand side by side: mirroring a picture inverts chunks, and the memory is asked once.
    /// </summary>
    internal static uint BucketOf(uint key)
    {
        var isInverse = (uint)((int)key >> 31);
        return (((key ^ isInverse) >> ChunkKeys.ChunkBits) << 1) | (isInverse & 1);
    }

    internal static ushort SignatureOf(uint key) => (ushort)(key & 0xFFFE);

    // What to flip in a key to come to the buckets that its row is filed under.
    private static uint[] MasksOf(bool withNeighbours) =>
    [
        0,
        .. Enumerable.Range(ChunkKeys.ChunkBits, withNeighbours ? ChunkKeys.ChunkBits : 0).Select(bit => 1u << bit),
    ];
}
