using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Testing.Content;

/// <summary>Contents and limits for tests.</summary>
internal static class ContentBytes
{
    /// <summary>Bytes that look random and are the same each time.</summary>
    public static byte[] Some(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static ContentLimits Limits(
        BlockPool pool, MemoryBudget budget, int bytesMax = 1 << 20, bool sha512 = false) =>
        new(bytesMax, budget, pool) { TakesSha512 = sha512 };

    /// <summary>Content in memory as the fetch stage hands it on.</summary>
    public static FetchedContent Fetched(BlockPool pool, byte[] bytes)
    {
        var memory = pool.Rent(bytes.Length);
        bytes.CopyTo(memory.Memory);
        return new FetchedContent(memory, bytes.Length, ContentDigester.Sha256Of(bytes));
    }
}
