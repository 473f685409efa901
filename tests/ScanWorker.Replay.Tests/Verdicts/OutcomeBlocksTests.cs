using System.Buffers;
using System.Text;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Tests.Recordings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Tests.Verdicts;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OutcomeBlocksTests
{
    [TestCase(1)]
    [TestCase(3)]
    public async Task RunAsync_RecordingWithEverythingInIt_GivesWhatReadingInTurnGives(int lanes)
    {
        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.jsonl");
        await File.WriteAllBytesAsync(path, Recording());
        var (problems, problemsInTurn) = (new RecordingProblems(), new RecordingProblems());
        var outcomes = new List<string>();

        await new OutcomeBlocks(problems).RunAsync(
            path, lanes, TimeProvider.System,
            outcome => outcomes.Add($"{outcome.Position} {outcome.UploadId} {outcome}"), CancellationToken.None);

        var inTurn = new RecordingReader(problemsInTurn, acceptsBareVerdicts: true).Read(path)
            .Select(record => OutcomeReader.Read(record.Record)).OfType<UploadOutcome>()
            .Select(outcome => $"{outcome.Position} {outcome.UploadId} {outcome}");
        Assert.That(outcomes, Is.EqualTo(inTurn));
        Assert.That(outcomes, Has.Count.EqualTo(4));
        Assert.That(problems.Sentences(), Is.EqualTo(problemsInTurn.Sentences()));
        Assert.That(problems.Sentences().Count(), Is.EqualTo(3));
    }

    [Test]
    public void RunAsync_LineThatIsWrongAndStrict_NamesIt()
    {
        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.jsonl");
        File.WriteAllText(path, "hello\n");

        Assert.That(
            () => new OutcomeBlocks(new RecordingProblems(isStrict: true)).RunAsync(
                path, 2, TimeProvider.System, static _ => { }, CancellationToken.None),
            Throws.TypeOf<RecordingException>().With.Message.Contains(":1: "));
    }

    [Test]
    public async Task RunAsync_VerdictsThatListPartOfWhatWasFound_AreTold()
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var (number, verdict) in new[]
        {
            PastVerdicts.Unknown(1), PastVerdicts.Unknown(2) with { PerceptualCapped = true },
            PastVerdicts.Unknown(3) with { MatchesCapped = true },
        }.Index())
        {
            RecordingLine.Write(lines, PastVerdicts.Record(verdict, number));
        }

        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.jsonl");
        await File.WriteAllBytesAsync(path, lines.WrittenSpan.ToArray());
        var problems = new RecordingProblems(isStrict: true);

        await new OutcomeBlocks(problems).RunAsync(
            path, 1, TimeProvider.System, static _ => { }, CancellationToken.None);

        Assert.That(problems.Sentences().Single(), Does.StartWith("2 verdicts list only part of the hashes"));
    }

    // Found nothing, matches, is late, is there twice, is a dead letter, another event, bare, wrong.
    private static byte[] Recording()
    {
        var lines = new ArrayBufferWriter<byte>();
        var match = PastVerdicts.Unknown(2) with
        {
            Verdict = VerdictKind.Match,
            Action = PolicyAction.Block,
            Matches = [PastVerdicts.Near(PolicyAction.Block)],
        };
        var deadLetter = Records.At(40, topic: "scan.dead-letters");
        foreach (var record in new[]
        {
            PastVerdicts.Record(PastVerdicts.Unknown(1), 10), PastVerdicts.Record(match, 11),
            PastVerdicts.Record(PastVerdicts.Unknown(3) with { Decision = 1 }, 12),
            PastVerdicts.Record(PastVerdicts.Unknown(1), 12), PastVerdicts.Record(PastVerdicts.Unknown(4), 20),
            deadLetter with
            {
                Record = deadLetter.Record with
                {
                    Headers = [RecordHeader.Of("scanworker-error-code", "not-json")],
                },
            },
            Records.At(3, topic: "scan.blocks"),
        })
        {
            RecordingLine.Write(lines, record);
        }

        lines.Write(Encoding.UTF8.GetBytes("not json\n\n"));
        return lines.WrittenSpan.ToArray();
    }
}
