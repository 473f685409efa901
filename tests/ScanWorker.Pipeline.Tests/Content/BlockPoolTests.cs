using CsCheck;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Tests.Content;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BlockPoolTests
{
    private const long Plenty = 64 << 20;

    [Test]
    public void Rent_AnyLength_IsExactlySoLongAndZero() =>
        Gen.Int[0, 5 << 20].Sample(
            length =>
            {
                using var pool = new BlockPool(Plenty);
                using var memory = pool.Rent(length);
                return memory.Memory.Length == length && !memory.Memory.Span.ContainsAnyExcept((byte)0);
            },
            iter: 100);

    [Test]
    public void Dispose_WrittenMemory_IsZeroWhenItIsLentAgain() =>
        Gen.Int[1, BlockPool.PooledBlockBytesMax].Sample(
            length =>
            {
                using var pool = new BlockPool(Plenty);
                var first = pool.Rent(length);
                first.Memory.Span.Fill(0xAB);
                first.Dispose();
                using var second = pool.Rent(length);
                return pool.IdleBytes == 0 && !second.Memory.Span.ContainsAnyExcept((byte)0);
            },
            iter: 100);

    [Test]
    public void Dispose_AnyLength_WastesAtMostAFifth() =>
        Gen.Int[1025, BlockPool.PooledBlockBytesMax].Sample(
            length =>
            {
                using var pool = new BlockPool(Plenty);
                pool.Rent(length).Dispose();
                return pool.IdleBytes >= length && pool.IdleBytes * 4 <= length * 5L;
            },
            iter: 200);

    [Test]
    public void Dispose_MoreThanMayBeIdle_FreesTheRest()
    {
        using var pool = new BlockPool(idleBytesMax: 10_000);
        var many = Enumerable.Range(0, 10).Select(_ => pool.Rent(4096)).ToList();

        many.ForEach(memory => memory.Dispose());

        Assert.That(pool.IdleBytes, Is.EqualTo(8192));
        Assert.That(pool.LentBytes, Is.Zero);
    }

    [Test]
    public void Dispose_LargeBlock_IsNotKept()
    {
        using var pool = new BlockPool(Plenty);

        pool.Rent(BlockPool.PooledBlockBytesMax + 1).Dispose();

        Assert.That(pool.IdleBytes, Is.Zero);
    }

    [Test]
    public void Memory_AfterDispose_CannotReachTheNextUser()
    {
        using var pool = new BlockPool(Plenty);
        var first = pool.Rent(1000);
        var kept = first.Memory;
        first.Dispose();
        first.Dispose();
        using var second = pool.Rent(1000);

        Assert.That(() => kept.Span.Length, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(pool.LentBytes, Is.EqualTo(1000));
    }

    [Test]
    public void Dispose_OfThePool_FreesWhatIsIdle()
    {
        var pool = new BlockPool(Plenty);
        pool.Rent(100_000).Dispose();

        pool.Dispose();

        Assert.That(pool.IdleBytes, Is.Zero);
    }

    [Test]
    public void Rent_FromManyThreads_LendsNoByteTwice()
    {
        using var pool = new BlockPool(Plenty);

        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var memory = pool.Rent(1 + (i * 37 % 20_000));
            memory.Memory.Span.Fill((byte)i);
            if (memory.Memory.Span.ContainsAnyExcept((byte)i))
            {
                throw new InvalidOperationException("Another thread wrote here.");
            }
        });

        Assert.That(pool.LentBytes, Is.Zero);
    }
}
