namespace ScanWorker.Testing.Fuzzing;

/// <summary>A reader of bytes that nobody vouches for, and what must hold for whatever it is given.</summary>
/// <param name="Name">As on the command line of the fuzzer.</param>
/// <param name="Seeds">Valid inputs to start from.</param>
/// <param name="Mutate">Makes a bad input of a valid one; the same random numbers give the same input.</param>
/// <param name="Read">Reads the input and asks the result everything. False when the input was refused as it should
/// be.</param>
internal sealed record FuzzTarget(
    string Name,
    IReadOnlyList<byte[]> Seeds,
    Func<byte[], Random, byte[]> Mutate,
    Func<ReadOnlyMemory<byte>, bool> Read)
{
    /// <summary>The input of run <paramref name="run"/> of the runs from <paramref name="seed"/>.</summary>
    internal byte[] InputOf(int seed, int run)
    {
        var random = new Random(unchecked((seed * 486_187_739) + run));
        return Mutate(Seeds[random.Next(Seeds.Count)], random);
    }

    /// <summary>One run. Whatever is thrown, the reader has let through.</summary>
    /// <returns>Whether the input was read, not refused.</returns>
    internal bool Run(int seed, int run, GuardedBuffer buffer) => Read(buffer.Holding(InputOf(seed, run)));
}
