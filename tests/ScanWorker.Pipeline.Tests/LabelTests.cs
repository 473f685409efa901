using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Tests;

[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LabelTests
{
    [Test]
    public void BoundedLabel_MoreValuesThanItHolds_AreOther()
    {
        var label = new BoundedLabel(2);

        Assert.That(
            new[] { "a", "b", "c", "a", "b" }.Select(label.Of), Is.EqualTo(new[] { "a", "b", "other", "a", "b" }));
    }

    [TestCase(0, "0")]
    [TestCase(1, "1-7")]
    [TestCase(7, "1-7")]
    [TestCase(8, "8-15")]
    [TestCase(23, "16-23")]
    [TestCase(31, "24-31")]
    [TestCase(32, "32+")]
    [TestCase(256, "32+")]
    public void DistanceBucket_Bounds_FallWhereTheyShould(int distance, string bucket) =>
        Assert.That(DistanceBucket.Of(distance), Is.EqualTo(bucket));

    [Test]
    public void ShortIds_SameKey_GiveTheSameTwelveDigits()
    {
        var (one, other) = (Keyed("a key of sixteen+"), Keyed("a key of sixteen+"));

        Assert.That(one.Of("upload-1"), Is.EqualTo(other.Of("upload-1")).And.Match("^[0-9a-f]{12}$"));
        Assert.That(one.Of("upload-1"), Is.Not.EqualTo(one.Of("upload-2")));
        Assert.That(Keyed("another key, longer").Of("upload-1"), Is.Not.EqualTo(one.Of("upload-1")));

        var (oneRun, nextRun) = (Keyed(null), Keyed(null));
        Assert.That(
            oneRun.Of("upload-1"), Is.Not.EqualTo(nextRun.Of("upload-1")), "Without a key each run has its own.");
    }

    [TestCase("short", false)]
    [TestCase("sixteen letters!", true)]
    [TestCase(null, true)]
    public void TelemetryOptions_Key_MustBeLong(string? key, bool isValid) => Assert.That(
        new TelemetryOptionsValidator().Validate(null, new TelemetryOptions { ShortIdKey = key }).Succeeded,
        Is.EqualTo(isValid));

    private static ShortIds Keyed(string? key) => new(Options.Create(new TelemetryOptions { ShortIdKey = key }));
}
