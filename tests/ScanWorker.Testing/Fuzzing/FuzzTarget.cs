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
    private const int InputBytesMax = 1 << 20;

    /// <summary>The input of run <paramref name="run"/> of the runs from <paramref name="seed"/>.</summary>
    internal byte[] InputOf(int seed, int run)
    {
        var random = new Random(unchecked((seed * 486_187_739) + run));
        return Mutate(Seeds[random.Next(Seeds.Count)], random);
    }

    /// <summary>
    /// Runs on every processor, one at a time on each: a target that waits for its answer would otherwise be given
    /// threads of the pool without end, and the tests beside it none.
    /// </summary>
    /// <returns>How many inputs were read, not refused.</returns>
    /// <exception cref="AggregateException">The reader let an exception through; it says of which run.</exception>
    internal int CountRead(int seed, int from, int runs)
    {
        var read = 0;
        var degree = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        _ = Parallel.For(from, from + runs, degree, () => new GuardedBuffer(InputBytesMax), (run, state, buffer) =>
        {
            if (Run(seed, run, buffer))
            {
                _ = Interlocked.Increment(ref read);
            }

            return buffer;
        }, buffer => ((IDisposable)buffer).Dispose());
        return read;
    }

    private bool Run(int seed, int run, GuardedBuffer buffer)
    {
        try
        {
            return Read(buffer.Holding(InputOf(seed, run)));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{Name}: run {run} of seed {seed} was let through: {e.Message}", e);
        }
    }
}
