using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing.Content;

namespace ScanWorker.Pipeline.Tests.Content;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ContentReaderTests
{
    private const int BytesMax = 200_000;

    private readonly BlockPool _pool = new(1 << 20);
    private readonly MemoryBudget _budget = new(1 << 20);

    [Test]
    public async Task ReadAsync_Body_GivesItsBytesAndDigests(
        [Values(1, 999, 1000, 65_536, 65_537, 150_000, BytesMax)] int length, [Values] bool declared)
    {
        var bytes = ContentBytes.Some(length);

        using var content = Value(await ReadAsync(bytes, declared ? length : null));

        Assert.That(content.Bytes.ToArray(), Is.EqualTo(bytes));
        Assert.That(content.Sha256, Is.EqualTo(ContentDigester.Sha256Of(bytes)));
        Assert.That(content.Digests, Is.EqualTo(ContentDigester.Compute(bytes)));
        Assert.That(_budget.UsedBytes, Is.EqualTo(declared ? length : BytesMax));
    }

    [Test]
    public async Task ReadAsync_LongerThanTheLimit_IsTooLarge([Values] bool declared)
    {
        var bytes = ContentBytes.Some(BytesMax + 1);

        var outcome = await ReadAsync(bytes, declared ? bytes.Length : null);

        Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.ContentTooLarge)));
    }

    [Test]
    public async Task ReadAsync_NoByte_IsEmpty([Values] bool declared)
    {
        var outcome = await ReadAsync([], declared ? 0 : null);

        Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.Empty)));
    }

    [Test]
    public void ReadAsync_OtherLengthThanDeclared_IsAFailedAttempt([Values(4999, 5001)] int declaredBytes) =>
        Assert.That(
            async () => await ReadAsync(ContentBytes.Some(5000), declaredBytes),
            Throws.InstanceOf<ContentUnavailableException>());

    [Test]
    public async Task ReadAsync_AnythingButContent_GivesMemoryAndBudgetBack()
    {
        using var stopping = new CancellationTokenSource();
        await using var stalling = new FakeBody(ContentBytes.Some(5000), stallAfterBytes: 2000);
        var limits = ContentBytes.Limits(_pool, _budget, BytesMax);

        _ = await ReadAsync(ContentBytes.Some(BytesMax + 1), null);
        _ = await ReadAsync([], null);
        Assert.That(async () => await ReadAsync(ContentBytes.Some(10), 11), Throws.Exception);
        var reading = ContentReader.ReadAsync(stalling, 5000, limits, stopping.Token).AsTask();
        await stopping.CancelAsync();
        Assert.That(async () => await reading, Throws.InstanceOf<OperationCanceledException>());

        Assert.That((_budget.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task Dispose_OfContent_GivesMemoryAndBudgetBack()
    {
        var content = Value(await ReadAsync(ContentBytes.Some(70_000), null));

        content.Dispose();
        content.Dispose();

        Assert.That((_budget.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
        Assert.That(() => content.Bytes.Length, Throws.InstanceOf<ObjectDisposedException>());
    }

    private static FetchedContent Value(Outcome<FetchedContent> outcome) =>
        outcome.TryGet(out var content) ? content : throw new AssertionException(outcome.Reason.ToString());

    private async ValueTask<Outcome<FetchedContent>> ReadAsync(byte[] bytes, long? declaredBytes)
    {
        await using var body = new FakeBody(bytes);
        return await ContentReader.ReadAsync(
            body, declaredBytes, ContentBytes.Limits(_pool, _budget, BytesMax), CancellationToken.None);
    }
}
