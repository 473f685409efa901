using System.Numerics;

namespace ScanWorker.Matching.Index;

/// <summary>
/// How a record of a <see cref="BucketTable"/> packs a row number (low bits) and a signature (above).
/// </summary>
internal readonly struct RecordLayout
{
    private const int KeyBits = 32;
    private readonly int _bucketShift;
    private readonly int _signatureBits;

    internal RecordLayout(int bucketBits, int rows)
    {
        RowBits = Math.Max(1, KeyBits - BitOperations.LeadingZeroCount((uint)Math.Max(0, rows - 1)));
        _bucketShift = KeyBits - bucketBits;
        _signatureBits = Math.Min(KeyBits - RowBits, _bucketShift);
    }

    internal int RowBits { get; }

    internal uint RowMask => (1u << RowBits) - 1;

    internal uint BucketOf(uint key) => (uint)((ulong)key >> _bucketShift);

    /// <summary>The signature in its place in a record, with row number 0.</summary>
    internal uint SignatureOf(uint key) =>
        (key >> (_bucketShift - _signatureBits) & (uint)((1UL << _signatureBits) - 1)) << RowBits;

    internal uint Pack(uint key, int row) => SignatureOf(key) | (uint)row;
}
