using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Canary;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Testing.Canary;

namespace ScanWorker.Pipeline.Tests.Canary;

[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CanaryProbeTests : IDisposable
{
    private readonly CanaryHarness _canary = new();

    public void Dispose() => _canary.Dispose();

    [Test]
    public async Task RunAsync_EmptySet_IsGood() => Assert.That(await _canary.RunAsync(CanaryHarness.Set()), Is.Null);

    [TestCase("""{ "defaultBank": { "action": "observe", "maxDistance": 0 } }""")]
    [TestCase("""{ "defaultBank": { "negative": true, "reportable": false } }""")]
    [TestCase("""{ "scope": [ { "name": "nothing", "scan": false } ] }""")]
    [TestCase("""{ "unscannableOther": "block", "floodGuard": { "enabled": false } }""")]
    public async Task RunAsync_AnyPolicy_IsGood(string policy) =>
        Assert.That(await _canary.RunAsync(CanaryHarness.Set(Listed(1), Listed(2)), policy), Is.Null);

    [Test]
    public async Task RunAsync_CanaryItselfListedInANegativeBank_IsGood() => Assert.That(
        await _canary.RunAsync(
            CanaryHarness.Set(new Entry("harmless", "1", "test") { Pdq = CanaryEntries.Known }),
            """{ "banks": { "harmless": { "negative": true } } }"""),
        Is.Null);

    [TestCase(DecoderFault.Corrupt, CanaryStep.Decode)]
    [TestCase(DecoderFault.OtherPicture, CanaryStep.Hash)]
    [TestCase(DecoderFault.Throws, CanaryStep.Line)]
    public async Task RunAsync_BrokenDecoderOrHasher_NamesTheStep(DecoderFault fault, CanaryStep step)
    {
        _canary.Decoder.Fault = fault;

        Assert.That((await _canary.RunAsync(CanaryHarness.Set()))?.Step, Is.EqualTo(step));
    }

    [Test]
    public async Task RunAsync_BrokenFetch_NamesTheStep()
    {
        using var canary = new CanaryHarness(("Scan:Fetch:ContentBytesMax", "100"));

        Assert.That((await canary.RunAsync(CanaryHarness.Set()))?.Step, Is.EqualTo(CanaryStep.Fetch));
    }

    [Test]
    public async Task RunAsync_IndexThatFindsNothing_NamesTheStep()
    {
        _canary.Over = index => index;

        Assert.That((await _canary.RunAsync(CanaryHarness.Set(Listed(1))))?.Step, Is.EqualTo(CanaryStep.Index));
    }

    [Test]
    public async Task RunAsync_EverythingMatches_NamesTheIndex()
    {
        _canary.Under = policy => WithBank(policy, new BankPolicy { MaxDistance = 256 });

        Assert.That((await _canary.RunAsync(CanaryHarness.Set()))?.Step, Is.EqualTo(CanaryStep.Index));
    }

    [Test]
    public async Task RunAsync_PolicyThatBlocksNothing_NamesTheStep()
    {
        _canary.Under = policy => WithBank(policy, new BankPolicy { Action = PolicyAction.Observe });

        Assert.That((await _canary.RunAsync(CanaryHarness.Set()))?.Step, Is.EqualTo(CanaryStep.Policy));
    }

    [Test]
    public void Pictures_EveryDecodedFormat_HasACanary() => Assert.That(
        _canary.Pictures.Where(picture => picture.Expected == CanaryKind.Near).Select(picture => picture.Name),
        Is.EquivalentTo(new[] { "jpeg", "png", "gif", "webp", "bmp" }));

    private static Entry Listed(byte seed) =>
        new("csam", $"{seed}", "test") { Pdq = new Hash256([.. Enumerable.Repeat(seed, 32)]) };

    private static VerdictPolicy WithBank(VerdictPolicy policy, BankPolicy bank)
    {
        var under = CanaryEntries.Under(policy);
        var banks = new Dictionary<string, BankPolicy>(under.Settings.Banks) { [CanaryEntries.Bank] = bank };
        return new VerdictPolicy(under.Settings with { Banks = banks }, under.Version);
    }
}
