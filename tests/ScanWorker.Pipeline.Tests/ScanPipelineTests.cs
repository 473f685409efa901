using System.Collections.Concurrent;
using CsCheck;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Content;

namespace ScanWorker.Pipeline.Tests;

/// <summary>The straight line, with fakes at its ports.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ScanPipelineTests : IDisposable
{
    private static readonly byte[] Bytes = "these bytes"u8.ToArray();
    private static readonly ContentDigests Digests = ContentDigester.Compute(Bytes);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly HashIndexCell _cell = new();
    private readonly DictionaryCache _cache = new();
    private readonly FakeMeterFactory _meters = new();
    private ScanMetrics? _metrics;
    private PolicySettings _settings = new();
    private FakeFingerprinter _fingerprinter = new(FakeFingerprinter.Black());
    private FindingsOrigin _origin = new("1.0", [new DecoderVersion("d 1")]);

    public void Dispose() => _meters.Dispose();

    [Test]
    public async Task ScanAsync_UnknownPicture_IsNoMatchOnlyWhenItWasHashedWellEnough()
    {
        Publish();

        // The fake shows a black picture, in which there is nothing to see.
        Assert.That(Outcome(await ScanAsync()), Is.EqualTo((VerdictKind.Unscannable, "low-quality")));

        _settings = new PolicySettings { DefaultBank = new BankPolicy { MinQuality = 0 } };
        Publish();
        Assert.That(Outcome(await ScanAsync()), Is.EqualTo((VerdictKind.NoMatch, "nothing-known")));
    }

    [Test]
    public async Task ScanAsync_AnyUpload_CountsWhetherItWasTrulyLookedAt()
    {
        using var coverage = new MetricCollector<long>(_meters, ScanMetrics.MeterName, "scanworker.coverage");
        Publish();

        _ = await ScanAsync(); // Black: low quality.
        _settings = new PolicySettings { DefaultBank = new BankPolicy { MinQuality = 0 } };
        Publish();
        _ = await ScanAsync();
        _settings = new PolicySettings { Scope = [new ScopeRule { Name = "nothing", Scan = false }] };
        _ = await ScanAsync();

        Assert.That(
            coverage.GetMeasurementSnapshot().Select(
                measured => (measured.Tags["scanworker.surface"], measured.Tags["scanworker.looked"])),
            Is.EqualTo(new[] { ("none", "no"), ("none", "yes"), ("none", "out-of-scope") }));
    }

    [Test]
    public async Task ScanAsync_KnownDigestThatSettlesTheMatter_DecodesNothing()
    {
        Publish(new Entry("b", "e", "s") { Sha256 = Digests.Sha256 });

        var result = await ScanAsync();

        Assert.That((result.Verdict.Kind, result.Verdict.Action), Is.EqualTo((VerdictKind.Match, PolicyAction.Block)));
        Assert.That(_fingerprinter.DecodedOn, Is.Null);
    }

    [Test]
    public async Task ScanAsync_KnownDigestInABankForReview_LooksAtThePixelsAsWell()
    {
        _settings = new PolicySettings { DefaultBank = new BankPolicy { Action = PolicyAction.Review } };
        Publish(new Entry("b", "e", "s") { Sha256 = Digests.Sha256 });

        var result = await ScanAsync();

        Assert.That(result.Verdict.Kind, Is.EqualTo(VerdictKind.Match));
        Assert.That(_fingerprinter.DecodedOn, Is.Not.Null);
    }

    [Test]
    public async Task ScanAsync_KnownDigestOfAFormatThatIsNotDecoded_IsAMatch()
    {
        _fingerprinter = new FakeFingerprinter(new UnscannableReason(UnscannableCode.UnsupportedFormat, "tiff"));
        _settings = new PolicySettings { DefaultBank = new BankPolicy { Action = PolicyAction.Observe } };
        Publish(new Entry("b", "e", "s") { Md5 = Digests.Md5 });

        var result = await ScanAsync();

        // The obstacle beside the match is for review, which is stricter than the bank's observe.
        Assert.That((result.Verdict.Kind, result.Verdict.Action), Is.EqualTo((VerdictKind.Match, PolicyAction.Review)));
    }

    [Test]
    public async Task ScanAsync_DecoderGivesUp_IsUnscannableWithItsReason()
    {
        _fingerprinter = new FakeFingerprinter(new UnscannableReason(UnscannableCode.Corrupt, "truncated"));
        Publish();

        Assert.That(Outcome(await ScanAsync()), Is.EqualTo((VerdictKind.Unscannable, "corrupt:truncated")));
    }

    [Test]
    public async Task ScanAsync_MoreFramesThanTheLimit_IsUnscannable()
    {
        _fingerprinter = new FakeFingerprinter(FakeFingerprinter.Black(frames: 32, framesTotal: 1000));
        Publish();

        Assert.That(Outcome(await ScanAsync()), Is.EqualTo((VerdictKind.Unscannable, "too-many-frames")));
    }

    [Test]
    public async Task ScanAsync_OutOfScope_FetchesNothing()
    {
        _settings = new PolicySettings { Scope = [new ScopeRule { Name = "none", Scan = false }] };
        Publish();

        var result = await ScanAsync(new ContentLocation.Remote("fake://nowhere/at/all"));

        Assert.That(Outcome(result), Is.EqualTo((VerdictKind.NotScanned, "out-of-scope:none")));
        Assert.That(result.Findings, Is.Null);
    }

    [TestCase("fake://store/missing", "not-found")]
    [TestCase("gopher://store/x", "location-not-allowed")]
    [TestCase("not a uri", "location-invalid")]
    public async Task ScanAsync_ContentThatCannotBeHad_IsUnscannable(string uri, string reason)
    {
        Publish();

        Assert.That(
            Outcome(await ScanAsync(new ContentLocation.Remote(uri))), Is.EqualTo((VerdictKind.Unscannable, reason)));
    }

    [Test]
    public async Task ScanAsync_SameBytesAgain_AnswersFromTheCacheAndThePolicySpeaksLast()
    {
        Publish();
        var first = await ScanAsync();
        _settings = new PolicySettings
        {
            Unscannable = new Dictionary<UnscannableCode,
            PolicyAction>
            { [UnscannableCode.LowQuality] = PolicyAction.Block }
        };

        var second = await ScanAsync();

        Assert.That((first.Cached, second.Cached), Is.EqualTo((false, true)));
        Assert.That(second.Findings?.Digests, Is.EqualTo(Digests), "the weaker two are what was found before");
        Assert.That(
            (first.Verdict.Action, second.Verdict.Action), Is.EqualTo((PolicyAction.Observe, PolicyAction.Block)));
        Assert.That(second.Findings?.Perceptual, Is.EqualTo(first.Findings?.Perceptual));
    }

    [TestCase("1.1", "d 1")]
    [TestCase("1.0", "d 2")]
    [TestCase("1.0", "d 1", "e 1")]
    public async Task ScanAsync_SameBytesUnderAnotherProgramOrDecoder_LooksAnew(
        string program, params string[] decoders)
    {
        Publish();
        _ = await ScanAsync();
        Assert.That((await ScanAsync()).Cached, Is.True);

        _origin = new FindingsOrigin(program, decoders.Select(decoder => new DecoderVersion(decoder)));

        Assert.That((await ScanAsync()).Cached, Is.False);
        Assert.That((await ScanAsync()).Cached, Is.True, "what this build found it believes");
    }

    [Test]
    public async Task ScanAsync_EntryWithdrawnMeanwhile_IsNotRememberedByTheCache()
    {
        Publish(new Entry("b", "e", "s") { Sha256 = Digests.Sha256 });
        Assert.That((await ScanAsync()).Verdict.Kind, Is.EqualTo(VerdictKind.Match));

        Publish();

        var after = await ScanAsync();
        Assert.That((after.Cached, after.Verdict.Kind), Is.EqualTo((false, VerdictKind.Unscannable)));
    }

    // Remembered under the very version that the set has, as after a publisher lost its numbers and began anew.
    [Test]
    public async Task ScanAsync_FindingsWithoutSha512_NeverAnswerForASetThatHoldsOne() =>
        await Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool).SampleAsync(async (isKnown, isSettled, holdsOther) =>
        {
            var sha512 = ContentDigester.Sha512Of(isKnown ? Bytes : [1]);
            _cache.Clear();
            Publish(7, isSettled ? [new Entry("b", "by-sha256", "s") { Sha256 = Digests.Sha256 }] : []);
            var before = await ScanAsync();
            Publish(7, [new Entry("b", "by-sha512", "s")
            {
                Sha512 = sha512,
                Md5 = holdsOther ? new Hash128(new byte[16]) : null,
            }]);

            var after = await ScanAsync();
            var again = await ScanAsync();

            return before.Findings?.Digests.Sha512 is null
                && !after.Cached && again.Cached
                && after.Findings?.Digests.Sha512 == ContentDigester.Sha512Of(Bytes)
                && again.Findings?.Digests == after.Findings?.Digests
                && (after.Verdict.Kind == VerdictKind.Match) == isKnown
                && (again.Verdict.Kind == VerdictKind.Match) == isKnown;
        }, threads: 1);

    [Test]
    public async Task ScanAsync_PixelsSkippedUnderAnEarlierPolicy_LooksAnewWhenTheDigestSettlesNoMore()
    {
        Publish(new Entry("b", "e", "s") { Sha256 = Digests.Sha256 });
        _ = await ScanAsync();
        _settings = new PolicySettings { DefaultBank = new BankPolicy { Reportable = false } };

        var result = await ScanAsync();

        Assert.That(result.Cached, Is.False);
        Assert.That(_fingerprinter.DecodedOn, Is.Not.Null);
    }

    [Test]
    public async Task ScanAsync_OtherDistances_AreAnotherLook()
    {
        Publish();
        _ = await ScanAsync();
        _settings = new PolicySettings { DefaultBank = new BankPolicy { MaxDistance = 20 } };
        Publish(version: 1, entries: []);

        Assert.That((await ScanAsync()).Cached, Is.True, "an empty set has no bank whose distance could differ");
    }

    [Test]
    public void ScanAsync_WithoutAHashSet_IsRefused() =>
        Assert.That(async () => await ScanAsync(), Throws.InvalidOperationException);

    private static (VerdictKind, string) Outcome(ScanResult result) => (result.Verdict.Kind, result.Verdict.Reason);

    private void Publish(params Entry[] entries) => Publish((_cell.Current?.Version ?? 0) + 1, entries);

    private void Publish(long version, Entry[] entries) => _cell.Swap(new LoadedHashSet(
        HashIndex.Build(entries), new HashSetManifest("test", version, version - 1, _clock.GetUtcNow(), [], []),
        _clock.GetUtcNow()));

    private async Task<ScanResult> ScanAsync(ContentLocation? content = null)
    {
        var fetch = new FetchStage(
            [new FakeContentFetcher()], Options.Create(new FetchOptions()), new BlockPool(1 << 20), _clock, () => 0.5,
            NullLogger<FetchStage>.Instance);
        var decode = new DecodeStage(_fingerprinter, Options.Create(new DecodeOptions()));
        var pipeline = new ScanPipeline(
            _cell, new PolicyCell(new VerdictPolicy(_settings, "test")), new FindingsMemory(_cache, _origin), fetch,
            decode,
            new SearchPlanner(),
            new TrustingMatchGuard(), _clock, _metrics ??= new ScanMetrics(_meters));
        return await pipeline.ScanAsync(
            new UploadEvent(
                new UploadData { UploadId = "u", Content = new UploadContent() }, content
                    ?? new ContentLocation.Inline(Bytes), null, EventContext.None),
            CancellationToken.None);
    }

    private sealed class DictionaryCache : IFindingsCache
    {
        private readonly ConcurrentDictionary<(Hash256, long), ReadOnlyMemory<byte>> _known = new();

        public void Clear() => _known.Clear();

        public ValueTask<ReadOnlyMemory<byte>?> FindAsync(
            Hash256 sha256, long setVersion, CancellationToken cancellation) =>
            new(_known.TryGetValue((sha256, setVersion), out var found) ? found : default(ReadOnlyMemory<byte>?));

        public ValueTask StoreAsync(
            Hash256 sha256, long setVersion, ReadOnlyMemory<byte> findings, CancellationToken cancellation)
        {
            _known[(sha256, setVersion)] = findings;
            return ValueTask.CompletedTask;
        }
    }
}
