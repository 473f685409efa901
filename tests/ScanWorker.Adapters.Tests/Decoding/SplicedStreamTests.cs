using CsCheck;
using ScanWorker.Adapters.Decoding;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SplicedStreamTests
{
    private static readonly Gen<byte[][]> Pieces = Gen.Byte.Array[0, 20].Array[1, 10];

    [Test]
    public void Read_AnyPiecesSeeksAndCounts_EqualsTheirConcatenation() =>
        Gen.Select(Pieces, Gen.Select(Gen.Int[0, 220], Gen.Int[0, 50]).Array[1, 20]).Sample((pieces, reads) =>
        {
            byte[] whole = [.. pieces.SelectMany(piece => piece)];
            using var expected = new MemoryStream(whole);
            using var actual = new SplicedStream(
                [.. pieces.Select(piece => (ReadOnlyMemory<byte>)piece)], CancellationToken.None);
            return actual.Length == whole.Length && reads.All(read =>
            {
                var (one, other) = (new byte[read.Item2], new byte[read.Item2]);
                expected.Position = actual.Position = read.Item1;
                return expected.Read(one) == actual.Read(other)
                    && one.SequenceEqual(other)
                    && expected.Position == actual.Position;
            });
        });

    [Test]
    public void Read_AfterTheDeadline_Throws()
    {
        using var deadline = new CancellationTokenSource();
        using var stream = new SplicedStream([new byte[10]], deadline.Token);

        deadline.Cancel();

        Assert.That(() => stream.ReadByte(), Throws.InstanceOf<OperationCanceledException>());
    }
}
