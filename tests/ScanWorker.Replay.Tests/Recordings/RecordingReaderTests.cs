using System.Buffers;
using System.Text;
using CsCheck;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Tests.Recordings;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecordingReaderTests
{
    private readonly RecordingProblems _problems = new();

    [Test]
    public void Read_GoodLinesBetweenBadOnes_KeepsTheGoodAndNamesTheBad()
    {
        var text = Lines(Records.At(5)) + "not json\n\n"
            + Lines(Records.At(6), Records.At(6), Records.At(9), Records.At(0, partition: 1))
            + Lines(Records.At(10))[..^5];

        var records = Read(text);

        Assert.That(records.Select(record => record.Record.Position.Offset), Is.EqualTo(new[] { 5, 6, 9, 0 }));
        Assert.That(_problems.Skipped, Is.EqualTo(3));
        Assert.That(_problems.Sentences(), Is.EqualTo(new[]
        {
            "1 line: cut off in the middle: day.jsonl:8",
            "1 line: not JSON: day.jsonl:2",
            "1 line: an offset that was there already: day.jsonl:5",
            "1 line: offsets are missing before it: day.jsonl:6",
        }));
    }

    [TestCase("hello\n")]
    [TestCase("{\"topic\":\"uploads\"}\n")]
    public void Read_BadLineAndStrict_NamesFileAndLine(string bad)
    {
        var reader = new RecordingReader(new RecordingProblems(isStrict: true));
        using var stream = Stream(Lines(Records.At(1)) + bad);

        Assert.That(() => reader.Read(stream, "day.jsonl").ToList(),
            Throws.TypeOf<RecordingException>().With.Message.StartsWith("day.jsonl:2: "));
    }

    [Test]
    public void Blocks_AnyLinesAndSizes_AreWholeLinesAndLoseNothing() =>
        Gen.Select(Gen.String[Gen.Char['a', 'c'], 0, 30].Array[0, 30], Gen.Int[1, 40], Gen.Bool)
            .Sample((lines, blockBytes, isEnded) =>
        {
            var text = string.Join('\n', lines) + (isEnded ? "\n" : "");
            var (read, line, start) = (new StringBuilder(), 1L, 0L);
            using var stream = Stream(text);
            foreach (var block in LineBlocks.Read(stream, blockBytes, lineBytesMax: 1000))
            {
                var piece = Encoding.UTF8.GetString(block.Bytes.Span);
                Assert.That((block.FirstLine, block.Start), Is.EqualTo((line, start)));
                read.Append(piece);
                line += piece.Count(letter => letter == '\n');
                start += piece.Length;
            }

            return read.ToString() == text;
        });

    [Test]
    public void Blocks_LineBeyondTheLimit_IsPassedOverAndTheNextIsRead()
    {
        using var stream = Stream("ab\n" + new string('x', 500) + "\ncd\n" + new string('y', 500));

        var blocks = LineBlocks.Read(stream, blockBytes: 8, lineBytesMax: 16).Select(block =>
            (
                block.FirstLine, block.IsTooLong, Text: block.IsTooLong
                    ? ""
                    : Encoding.UTF8.GetString(block.Bytes.Span))).ToList();

        Assert.That(
            blocks, Is.EqualTo(new[] { (1L, false, "ab\n"), (2L, true, ""), (3L, false, "cd\n"), (4L, true, "") }));
    }

    [Test]
    public void Resumption_RecorderKilledInTheMiddleOfALine_GoesOnBehindTheLastWholeOne()
    {
        var path = NewFile(
            Lines(Records.At(5), Records.At(6), Records.At(2, partition: 3)) + Lines(Records.At(7))[..20]);

        var resumption = RecordingResumption.Of(path, "uploads");

        Assert.That(resumption.Records, Is.EqualTo(3));
        Assert.That(resumption.Next.ToDictionary(pair => pair.Key.Partition, pair => pair.Value),
            Is.EqualTo(new Dictionary<int, long> { [0] = 7, [3] = 3 }));
        Assert.That(
            File.ReadAllText(path), Is.EqualTo(Lines(Records.At(5), Records.At(6), Records.At(2, partition: 3))));
    }

    [Test]
    public void Resumption_FileOfSomethingElse_IsLeftAlone()
    {
        var path = NewFile("dear diary\nnothing happened\n");

        Assert.That(() => RecordingResumption.Of(path, "uploads"), Throws.TypeOf<RecordingException>());
        Assert.That(File.ReadAllText(path), Is.EqualTo("dear diary\nnothing happened\n"));
    }

    [Test]
    public void Resumption_RecordsOfAnotherTopic_IsRefused() =>
        Assert.That(() => RecordingResumption.Of(NewFile(Lines(Records.At(5, topic: "other"))), "uploads"),
            Throws.TypeOf<RecordingException>().With.Message.Contains("another topic"));

    private static string Lines(params RecordedRecord[] records)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            RecordingLine.Write(lines, record);
        }

        return Encoding.UTF8.GetString(lines.WrittenSpan);
    }

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string NewFile(string text)
    {
        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.jsonl");
        File.WriteAllText(path, text);
        return path;
    }

    private List<RecordedRecord> Read(string text)
    {
        using var stream = Stream(text);
        return [.. new RecordingReader(_problems).Read(stream, "day.jsonl")];
    }
}
