using System.Text;
using CsCheck;
using ScanWorker.Commands.DeadLetters;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Tests.Commands;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class DeadLetterTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private static readonly Gen<RecordHeader> AnyHeader = Gen.Select(
        Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.Byte.Array[0, 8],
        (name, value) => new RecordHeader($"x-{name}", value));

    [Test]
    public void HeadersToResend_SentAgainAnyNumberOfTimes_AreTheOriginalOnesAndOneCount() =>
        Gen.Select(AnyHeader.Array[0, 5], Gen.Int[1, 5]).Sample((headers, times) =>
        {
            var record = new InboundRecord(PositionOf(3, 1207), At, [1], [2], headers);
            for (var time = 0; time < times; time++)
            {
                record = record with { Headers = LetterOf(record).HeadersToResend() };
            }

            return record.Headers.SkipLast(1).SequenceEqual(headers)
                && record.Headers[^1].Name == DeadLetter.ResentHeader
                && record.Header(DeadLetter.ResentHeader) == $"{times}";
        });

    [Test]
    public void Of_WhatIsNoDeadLetter_IsNull() =>
        Assert.That(DeadLetter.Of(new InboundRecord(PositionOf(0, 0), At, null, null, [])), Is.Null);

    [Test]
    public void Cells_NamesThatSteerATerminal_DoNot()
    {
        var record = new InboundRecord(PositionOf(3, 1207), At, "\u001b[2Jkey"u8.ToArray(), [1, 2], []);

        Assert.That(LetterOf(record).Cells, Is.EqualTo(new[]
        {
            "2026-11-24 10:00:00Z", "3/1207", "invalid-json", "It is no JSON.", "\uFFFD[2Jkey", "2",
        }));
    }

    [Test]
    public async Task List_ARecording_ShowsWhatIsChosen()
    {
        using var folder = new ScratchFolder();
        var recording = Recording(folder, (0, 7), (1, 8), (1, 9));

        var all = await CommandResult.OfAsync("deadletters", "list", recording, "--json");
        var one = await CommandResult.OfAsync("deadletters", "list", recording, "--offset", "1/8", "--json");
        var last = await CommandResult.OfAsync("deadletters", "list", recording, "--last", "1");
        var none = await CommandResult.OfAsync("deadletters", "list", recording, "--until", "2026-11-24T10:00Z");

        Assert.That(all.Lines.Select(line => line.GetProperty("offset").GetInt64()), Is.EqualTo(new[] { 7L, 8, 9 }));
        Assert.That(one.Lines.Single().GetProperty("partition").GetInt32(), Is.EqualTo(1));
        Assert.That(last.Output, Does.Contain("1/9").And.Not.Contain("1/8"));
        Assert.That(last.Error, Does.Contain("The last 1 of 3; --last shows more."));
        Assert.That(none.Output, Does.Contain("There are no dead letters."));
    }

    [Test]
    public async Task Command_AskedForWhatIsNotThere_SaysSo()
    {
        using var folder = new ScratchFolder();
        var recording = Recording(folder, (3, 1));

        var resend = await CommandResult.OfAsync(
            "deadletters", "resend", recording, "--offset", "3/1", "--offset", "9/99", "--dry-run",
            "--Kafka:BootstrapServers=127.0.0.1:1");
        var list = await CommandResult.OfAsync("deadletters", "list", recording, "--reason", "nonsense");

        Assert.That(new[] { resend.Code, list.Code }, Is.All.EqualTo(ExitCodes.BadInput), resend.Error);
        Assert.That(resend.Output, Does.Contain("1 would be sent"));
        Assert.That(resend.Error.Trim(), Is.EqualTo("9/99: there is no such dead letter."));
        Assert.That(list.Error.Trim(), Is.EqualTo("nonsense: there is no such dead letter."));
    }

    [TestCase("deadletters", "resend")]
    [TestCase("deadletters", "resend", "--all", "--reason", "invalid-json")]
    [TestCase("deadletters", "list", "--offset", "7")]
    [TestCase("deadletters", "list", "--since", "yesterday")]
    [TestCase("deadletters", "list", "--last", "0")]
    public async Task Arguments_ThatMakeNoSense_Exit64(params string[] command) =>
        Assert.That((await CommandResult.OfAsync(command)).Code, Is.EqualTo(ExitCodes.Usage));

    [Test]
    public async Task Resend_DryRun_SaysHowManyAndSendsNothing()
    {
        using var folder = new ScratchFolder();
        var recording = Recording(folder, (0, 7), (1, 8));

        var result = await CommandResult.OfAsync(
            "deadletters", "resend", recording, "--all", "--dry-run", "--Kafka:BootstrapServers=127.0.0.1:1", "--json");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Error);
        var line = result.Lines.Single();
        Assert.That(
            (line.GetProperty("sent").GetInt64(), line.GetProperty("applied").GetBoolean()), Is.EqualTo((2, false)));
    }

    private static string Recording(ScratchFolder folder, params (int Partition, long Offset)[] records)
    {
        var path = folder.Write("dead-letters.ndjson", "");
        using var writer = new RecordingWriter(new FileStream(path, FileMode.Append, FileAccess.Write));
        foreach (var (number, (partition, offset)) in records.Index())
        {
            var letter = LetterOf(new InboundRecord(
                PositionOf(partition, offset), At, Encoding.UTF8.GetBytes($"key-{number}"), [1], []));
            writer.Write(new RecordedRecord(
                letter.Record with { Position = new RecordPosition(new TopicPartition("dead", 0), number) },
                TimestampKind.Create));
        }

        return path;
    }

    private static DeadLetter LetterOf(InboundRecord record)
    {
        var letter = DeadLetterComposer.Compose(
            record, new UploadReading.Malformed(MalformedCode.InvalidJson, "It is no JSON."), At);
        return DeadLetter.Of(record with { Headers = [.. letter.Headers] })
            ?? throw new InvalidOperationException("It is a dead letter.");
    }

    private static RecordPosition PositionOf(int partition, long offset) =>
        new(new TopicPartition("uploads", partition), offset);
}
