using System.Text.RegularExpressions;

namespace ScanWorker.Tests.Commands;

[TestFixture, Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class ReplayCommandTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static string Day { get; } = Path.GetFullPath(
        Path.Combine(TestContext.CurrentContext.TestDirectory, "..", "..", "..", "..", "tests", "Recordings", "day"));

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Replay_DistanceOfABankThatIsNowhere_IsRefusedByName()
    {
        var result = await CommandResult.OfAsync([.. Arguments("uploads.jsonl"), "--bank-distance", "blok=3"]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage), result.Error);
        Assert.That(result.Error, Does.Contain("there is no bank 'blok'. Did you mean block?"));
    }

    [TestCase("replay")]
    [TestCase("replay", "--from-verdicts")]
    [TestCase("report")]
    [TestCase("deadletters", "list")]
    [TestCase("sets", "feedback")]
    public async Task Recording_WithoutALineThatCanBeRead_IsBadInput(params string[] command)
    {
        var file = Path.Combine(_folder.Path, "foreign.jsonl");
        await File.WriteAllTextAsync(file, "{}\nno json\n");

        var result = await CommandResult.OfAsync(
            [.. command, file, .. command[0] == "replay" ? Arguments()[1..] : [], .. Settings(command)]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput), result.Error);
        Assert.That(result.Error, Does.Contain("foreign.jsonl"));
    }

    [Test]
    public async Task Replay_RecordedDecoderIsNotThere_CountsTheUploadsAndGoesOn()
    {
        var recorded = await File.ReadAllLinesAsync(Path.Combine(Day, "verdicts.jsonl"));
        var other = Path.Combine(_folder.Path, "verdicts.jsonl");
        await File.WriteAllLinesAsync(other, recorded.Select(
            line => Frames().Replace(line, @"$0,\""decoder\"":\""elsewhere/1\""")));

        var (same, differing) = (
            await CommandResult.OfAsync(
                [.. Arguments("uploads.jsonl"), "--against", Path.Combine(Day, "verdicts.jsonl")]),
            await CommandResult.OfAsync([.. Arguments("uploads.jsonl"), "--against", other]));

        Assert.That((same.Code, differing.Code), Is.EqualTo((ExitCodes.Done, ExitCodes.Done)), differing.Error);
        Assert.That(same.Error, Does.Not.Contain("decoder recorded"));
        var uploads = recorded.Count(Frames().IsMatch);
        Assert.That(differing.Error, Does.Contain(
            $"{uploads} uploads were not decoded by the decoder recorded: "
            + $"elsewhere/1 -> imagesharp/2.1.13 ({uploads}). 0 of them have another outcome"));
    }

    [Test]
    public async Task Replay_EarlierVerdictsWithALineThatIsWrong_AreToldByLine()
    {
        var earlier = Path.Combine(_folder.Path, "earlier.jsonl");
        await File.WriteAllLinesAsync(
            earlier, (await File.ReadAllLinesAsync(Path.Combine(Day, "verdicts.jsonl"))).Prepend("no json"));

        var result = await CommandResult.OfAsync([.. Arguments("uploads.jsonl"), "--against", earlier]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Error);
        Assert.That(result.Error, Does.Contain("1 line: not JSON: earlier.jsonl:1"));
    }

    [GeneratedRegex(@"\\""frames\\"":\d+")]
    private static partial Regex Frames();

    private string[] Settings(string[] command) =>
        command[0] == "sets" ? [$"--Sets:Directory={_folder.Path}"] : [];

    private static string[] Arguments(params string[] recordings) =>
    [
        "replay", .. recordings.Select(name => Path.Combine(Day, name)), "--set", Path.Combine(Day, "set.jsonl"),
        "--policy", Path.Combine(Day, "policy.json"), "--content-root", Path.Combine(Day, "content"),
        "--Scan:Decode:Isolation=None",
    ];
}
