namespace ScanWorker.Pipeline.Ports;

/// <summary>How a segment is cut for the store: part of the contract with every other reader of it.</summary>
public static class HashSetLayout
{
    /// <summary>
    /// Chunk <c>k</c> of a segment holds the bytes from <c>k</c> times this; only the last is shorter.
    /// </summary>
    public const int ChunkBytes = 1 << 20;

    public static int ChunkCount(long lengthBytes) => checked((int)((lengthBytes + ChunkBytes - 1) / ChunkBytes));

    /// <summary>How many bytes chunk <paramref name="index"/> of a segment has.</summary>
    public static int ChunkLength(long lengthBytes, int index) =>
        (int)Math.Min(ChunkBytes, lengthBytes - ((long)index * ChunkBytes));
}
