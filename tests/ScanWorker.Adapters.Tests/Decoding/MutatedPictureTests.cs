using ScanWorker.Adapters.Decoding;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>Pictures with wrong bytes end in an outcome: no exception, no hang, nothing kept.</summary>
/// <remarks>
/// 2,000 mutations with fixed seeds by default. For more, set <c>SCANWORKER_FUZZ_COUNT</c> and
/// <c>SCANWORKER_FUZZ_SEED</c>.
/// </remarks>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MutatedPictureTests
{
    private const int Parts = 8;
    private const int PixelsMax = 4_000_000;

    private static readonly int Count = Setting("SCANWORKER_FUZZ_COUNT", 2000) / Parts;
    private static readonly int Seed = Setting("SCANWORKER_FUZZ_SEED", 1);

    // Longer than any picture of this size takes: only a decoder that spins reaches it.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly BlockPool _pool = new(16 << 20);

    [Test]
    public void Decode_AnyMutation_EndsInAnOutcomeAndKeepsNothing([Range(0, Parts - 1)] int part)
    {
        var decoder = new ImageSharpDecoder(_pool);
        for (var i = 0; i < Count; i++)
        {
            var seed = (Seed * 1_000_000) + (part * Count) + i;
            var picture = PictureMutator.Mutate(seed);
            using var deadline = new CancellationTokenSource(Deadline);

            Assert.That(() => Look(decoder, picture, deadline.Token), Throws.Nothing, $"seed {seed}");

            Assert.That(_pool.LentBytes, Is.Zero, $"seed {seed}");
        }
    }

    // As the fingerprinter does it: what declares too much is not decoded.
    private static void Look(ImageSharpDecoder decoder, byte[] picture, CancellationToken deadline)
    {
        if (PictureSurvey.Of(picture, framesMax: 4, deadline).TryGet(out var survey) && survey.Structure.IsCanonical
            && survey.Pixels <= PixelsMax && survey.Structure.DecodeBytes <= 20L * PixelsMax)
        {
            _ = decoder.Decode(survey, 4, new RecordingVisitor(), deadline);
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;
}
