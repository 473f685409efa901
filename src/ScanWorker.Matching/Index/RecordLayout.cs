using System.Numerics;

namespace ScanWorker.Matching.Index;

/// <summary>How a record of a <see cref="BucketTable"/> packs a row number (low bits) and a signature (above).</summary>
internal readonly struct RecordLayout
{
    private const int KeyBits = 32;
    private readonly int _bucketBits;

    internal RecordLayout(int bucketBits, int rows)
    {
        _bucketBits = bucketBits;
        RowBits = Math.Max(1, KeyBits - BitOperations.LeadingZeroCount((uint)Math.Max(0, rows - 1)));
        SignatureBits = Math.Min(KeyBits - RowBits, KeyBits - bucketBits);
    }

    internal int RowBits { get; }

    internal int SignatureBits { get; }

    internal uint RowMask => (1u << RowBits) - 1;

    internal uint BucketOf(uint key) => (uint)((ulong)key >> (KeyBits - _bucketBits));

    /// <summary>The signature in its place in a record, with row number 0.</summary>
    internal uint SignatureOf(uint key) =>
        (uint)(((ulong)key << _bucketBits & uint.MaxValue) >> (KeyBits - SignatureBits)) << RowBits;

    internal uint Pack(uint key, int row) => SignatureOf(key) | (uint)row;
}
