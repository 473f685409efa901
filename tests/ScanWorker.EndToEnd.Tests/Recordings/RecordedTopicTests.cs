using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>The recorded topics through the scanning line alone.</summary>
/// <remarks>
/// A verdict that is no longer the expected one is a change of what the product does. If that is meant,
/// <c>tests/Recordings/record-expectation NAME</c> records a new expectation, and the commit says why.
/// </remarks>
[TestFixture]
internal sealed class RecordedTopicTests
{
    /// <summary>
    /// Reasons that a file on this disk cannot have: they need a store that fails, or time, or other rights, a fault of
    /// ours, or a decoder's, or a hundred thousand known videos that are alike; and which pictures are ambiguous
    /// depends on the isolation.
    /// </summary>
    private static readonly UnscannableCode[] OutOfReach =
    [
        UnscannableCode.Unknown, UnscannableCode.AccessDenied, UnscannableCode.FetchTimeout,
        UnscannableCode.FetchFailed,
        UnscannableCode.DecodeMemory, UnscannableCode.DecodeTimeout,
        UnscannableCode.InternalError, UnscannableCode.DecoderCrashed, UnscannableCode.AmbiguousPicture,
        UnscannableCode.SearchLimit,
    ];

    /// <summary>A fault of ours, and an outcome that no topic takes: neither is in what was uploaded.</summary>
    private static readonly MalformedCode[] NoRecords = [MalformedCode.InternalError, MalformedCode.OutcomeTooLarge];

    [TestCaseSource(typeof(RecordedTopic), nameof(RecordedTopic.All))]
    public async Task Replay_RecordedUploads_GivesTheExpectedVerdicts(RecordedTopic topic)
    {
        var replay = await CommandRun.RunAsync(
            ["replay", topic.Uploads, .. topic.Arguments, "--strict", "--json", "--against", topic.Verdicts]);

        Assert.That(replay.Output, Is.Empty, replay.Error);
        Assert.That(replay.ExitCode, Is.Zero, replay.Error);
    }

    [TestCaseSource(typeof(RecordedTopic), nameof(RecordedTopic.All))]
    public async Task Replay_OnAnyNumberOfLanes_GivesTheSameBytes(RecordedTopic topic)
    {
        var (one, five) = (FileOf("one"), FileOf("five"));

        _ = await CommandRun.RunAsync(["replay", topic.Uploads, .. topic.Arguments, "--lanes", "1", "--out", one]);
        _ = await CommandRun.RunAsync(["replay", topic.Uploads, .. topic.Arguments, "--lanes", "5", "--out", five]);

        Assert.That(new FileInfo(one), Has.Length.GreaterThan(0));
        Assert.That(File.ReadAllBytes(five), Is.EqualTo(File.ReadAllBytes(one)));
    }

    [TestCaseSource(typeof(RecordedTopic), nameof(RecordedTopic.All))]
    public async Task Replay_FromTheVerdictsAlone_FindsNoDifference(RecordedTopic topic)
    {
        var replay = await CommandRun.RunAsync(
            ["replay", "--from-verdicts", topic.Verdicts, .. topic.Arguments, "--json"]);

        Assert.That(replay.Output, Is.Empty, replay.Error);
        Assert.That(replay.ExitCode, Is.Zero, replay.Error);
    }

    [Test]
    public async Task Replay_AnotherDistance_NamesWhatIsLostAndExitsWithOne()
    {
        var topic = new RecordedTopic("day");
        string[] arguments = ["--set", "set.jsonl", "--policy", "policy.json", "--bank-distance", "block=0"];

        var byContent = await CommandRun.RunAsync(
            ["replay", topic.Uploads, .. arguments, "--content-root", "content", "--Scan:Decode:Isolation=None",
                "--json", "--against", topic.Verdicts]);
        var byVerdicts = await CommandRun.RunAsync(
            ["replay", "--from-verdicts", topic.Verdicts, .. arguments, "--json"]);

        Assert.That(byContent.ExitCode, Is.EqualTo(ExitCodes.Found));
        Assert.That(byContent.Output, Does.Contain("""{"uploadId":"known-1-quality-40","kind":"lost-match","bank":"block","entryId":"entry-1","before":"pdq """));
        Assert.That(Lines(byVerdicts.Output), Is.EquivalentTo(Lines(byContent.Output)));
    }

    [Test]
    public void Recordings_AllTogether_HoldEveryVerdictActionAndReason()
    {
        var outcomes = RecordedTopic.All.SelectMany(topic => topic.ReadExpected()).ToList();
        var reasons = outcomes.Select(outcome => outcome.Reason.Split(':')[0]).ToHashSet();

        Assert.That(outcomes, Has.Count.GreaterThan(300));
        Assert.That(outcomes.Select(outcome => outcome.Verdict).Distinct(),
            Is.SupersetOf(new[] { "match", "no-match", "unscannable", "not-scanned", "dead-letter" }));
        Assert.That(
            outcomes.Select(outcome => outcome.Action).Distinct(),
            Is.SupersetOf(new[] { "block", "review", "observe", "allow" }));
        Assert.That(reasons, Is.SupersetOf(Enum.GetValues<UnscannableCode>().Except(OutOfReach).Select(KebabCase.Of)));
        Assert.That(reasons, Is.SupersetOf(Enum.GetValues<MalformedCode>()
            .Except([MalformedCode.Unknown, MalformedCode.TooLarge, .. NoRecords]).Select(KebabCase.Of)));
        Assert.That(
            reasons,
            Is.SupersetOf(
                new[] { "exact-match", "near-match", "nothing-known", "negative-bank", "digest-collision",
                    "out-of-scope" }));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string FileOf(string name) =>
        Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}-{name}.jsonl");
}
