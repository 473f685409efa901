namespace ScanWorker.Adapters.Recordings;

/// <summary>Some whole lines of a file, one after the other.</summary>
/// <param name="FirstLine">Number of the first, from 1.</param>
/// <param name="Start">Where it begins in the file, in bytes.</param>
/// <param name="Bytes">With their line feeds; the file's last line may have none. Valid until the next block is asked
/// for.</param>
/// <param name="IsTooLong">The block is the beginning of one line that is longer than lines may be; the rest was passed
/// over.</param>
internal readonly record struct LineBlock(long FirstLine, long Start, ReadOnlyMemory<byte> Bytes, bool IsTooLong)
{
    public override string ToString() => $"block at line {FirstLine}";
}
