using ScanWorker.Adapters.Fetching;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing.Content;

namespace ScanWorker.Adapters.Tests.Fetching;

/// <summary>What every fetcher keeps, the fake one too. A new one is a row in
/// <see cref="FetchersUnderTest"/>.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ContentFetcherContractTests
{
    private const int BytesMax = 300_000;

    private readonly BlockPool _pool = new(8 << 20);
    private readonly MemoryBudget _budget = new(1 << 20);

    private static IEnumerable<FetcherCase> All => FetchersUnderTest.All;

    private static IEnumerable<FetcherCase> ThatDeny => Having(fetcher => fetcher.Denied);

    private static IEnumerable<FetcherCase> ThatRefuse => Having(fetcher => fetcher.NotAllowed);

    private static IEnumerable<FetcherCase> ThatFail => Having(fetcher => fetcher.Unavailable);

    private static IEnumerable<FetcherCase> ThatStall => Having(fetcher => fetcher.PutStalling([1, 2]));

    private ContentLimits Limits => ContentBytes.Limits(_pool, _budget, BytesMax);

    [Test]
    public void All_EverySchemeOfTheTable_IsHere() =>
        Assert.That(
            ContentSchemes.All.Select(scheme => scheme.Schemes[0]),
            Is.SubsetOf(All.Select(fetcher => fetcher.Scheme)));

    [Test]
    public async Task Schemes_EveryRow_AreThoseOfItsFetcher([ValueSource(nameof(All))] FetcherCase row)
    {
        await using var store = row.Create();

        Assert.That(store.Fetcher.Schemes, Does.Contain(row.Scheme));
    }

    [Test]
    public async Task FetchAsync_Content_GivesItsBytesAndDigestsWithinTheBudget(
        [ValueSource(nameof(All))] FetcherCase row, [Values(1, 1000, 65_537, BytesMax)] int length)
    {
        await using var store = row.Create();
        var bytes = ContentBytes.Some(length);

        var outcome = await store.Fetcher.FetchAsync(store.Put(bytes), Limits, CancellationToken.None);

        Assert.That(outcome.TryGet(out var content), Is.True, () => outcome.Reason.ToString());
        Assert.That(content?.Bytes.ToArray(), Is.EqualTo(bytes));
        Assert.That(content?.Digests, Is.EqualTo(ContentDigester.Compute(bytes)));
        Assert.That(_budget.UsedBytes, Is.EqualTo(length));
        content?.Dispose();
        AssertNothingIsHeld();
    }

    [TestCaseSource(nameof(All))]
    public async Task FetchAsync_OneByteTooMany_IsTooLarge(FetcherCase row)
    {
        await using var store = row.Create();

        var outcome = await store.Fetcher.FetchAsync(store.Put(new byte[BytesMax + 1]), Limits, CancellationToken.None);

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.ContentTooLarge));
        AssertNothingIsHeld();
    }

    [TestCaseSource(nameof(All))]
    public async Task FetchAsync_NoByte_IsEmpty(FetcherCase row)
    {
        await using var store = row.Create();

        var outcome = await store.Fetcher.FetchAsync(store.Put([]), Limits, CancellationToken.None);

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.Empty));
        AssertNothingIsHeld();
    }

    [TestCaseSource(nameof(All))]
    public async Task FetchAsync_NothingThere_IsNotFound(FetcherCase row)
    {
        await using var store = row.Create();

        var outcome = await store.Fetcher.FetchAsync(store.Missing, Limits, CancellationToken.None);

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.NotFound));
        AssertNothingIsHeld();
    }

    [TestCaseSource(nameof(ThatDeny))]
    public async Task FetchAsync_NotForUs_IsAccessDenied(FetcherCase row)
    {
        await using var store = row.Create();
        var location = Of(store.Denied);

        var outcome = await store.Fetcher.FetchAsync(location, Limits, CancellationToken.None);

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.AccessDenied));
        AssertNothingIsHeld();
    }

    [TestCaseSource(nameof(ThatRefuse))]
    public async Task FetchAsync_OutsideTheConfiguration_IsNotAllowed(FetcherCase row)
    {
        await using var store = row.Create();

        var outcome = await store.Fetcher.FetchAsync(Of(store.NotAllowed), Limits, CancellationToken.None);

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.LocationNotAllowed));
        AssertNothingIsHeld();
    }

    [TestCaseSource(nameof(ThatFail))]
    public async Task FetchAsync_StoreThatDoesNotAnswer_MayAnswerAnotherTime(FetcherCase row)
    {
        await using var store = row.Create();
        var location = Of(store.Unavailable);

        Assert.That(
            async () => await store.Fetcher.FetchAsync(location, Limits, CancellationToken.None),
            Throws.InstanceOf<ContentUnavailableException>());
        AssertNothingIsHeld();
    }

    [TestCaseSource(nameof(ThatStall))]
    public async Task FetchAsync_CancelledWhileTheBodyStalls_EndsAndHoldsNothing(FetcherCase row)
    {
        await using var store = row.Create();
        using var cancellation = new CancellationTokenSource();

        var fetching = store.Fetcher.FetchAsync(
            Of(store.PutStalling(ContentBytes.Some(50_000))), Limits, cancellation.Token).AsTask();
        while (_pool.LentBytes == 0 && !fetching.IsCompleted)
        {
            await Task.Yield();
        }

        await cancellation.CancelAsync();

        Assert.That(async () => await fetching, Throws.InstanceOf<OperationCanceledException>());
        AssertNothingIsHeld();
    }

    [TestCaseSource(nameof(All))]
    public async Task FetchAsync_CancelledBefore_TakesNothing(FetcherCase row)
    {
        await using var store = row.Create();
        var location = store.Put(ContentBytes.Some(1000));

        Assert.That(
            async () => await store.Fetcher.FetchAsync(location, Limits, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        AssertNothingIsHeld();
    }

    private static Uri Of(Uri? location) => location ?? throw new AssertionException("The store has no such thing.");

    private static IEnumerable<FetcherCase> Having(Func<FetcherUnderTest, Uri?> what)
    {
        foreach (var row in All)
        {
            var store = row.Create();
            var has = what(store) is not null;
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            if (has)
            {
                yield return row;
            }
        }
    }

    private void AssertNothingIsHeld() =>
        Assert.That((_budget.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
}
