using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Tests.Recordings;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecordingLineTests
{
    private static readonly string KcatFile = Path.Combine(
        TestContext.CurrentContext.TestDirectory, "Recordings", "kcat-1.7.1.jsonl");

    [Test]
    public void WriteThenParse_AnyRecord_GivesTheSameBytes() =>
        Records.Any.Sample(record => Records.AreEqual(Parse(Line(record)), record));

    [Test]
    public void WriteThenParse_WithInvalidTextReplacedByATool_StillGivesTheSameBytes() =>
        Records.Any.Sample(record =>
        {
            // What a program does that reads the line as text and writes it again.
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(Line(record)));
            return Records.AreEqual(Parse(JsonSerializer.SerializeToUtf8Bytes(json.RootElement)), record);
        });

    [Test]
    public void Parse_WhatKcatPrinted_GivesWhatWasProduced()
    {
        var records = ReadKcatFile();

        Assert.That(records, Has.Count.EqualTo(6));
        Assert.That(records[0].Record.Value, Is.EqualTo(new byte[]
        {
            0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x22, 0x0a, 0x7f, 0x80, 0xc3, 0xa9, 0x2f, 0x5c, 0x09, 0x0d, 0x08, 0x0c,
            0x1f,
        }));
        Assert.That(records[0].Record.Headers.Select(header => header.Name), Is.EqualTo(new[] { "a", "a", "n", "e" }));
        Assert.That(
            records[0].Record.Headers.Select(
                header => header.Value is null ? null : Encoding.UTF8.GetString(header.Value)),

            Is.EqualTo(new[] { "1", "é", null, "" }));
        Assert.That(records[0].Record.Key, Is.EqualTo("kéy"u8.ToArray()));
        Assert.That(records[1].Record.Value, Is.EqualTo(Enumerable.Range(0, 256).Select(code => (byte)code)));
        Assert.That(records[1].Record.Key, Is.Null);
        Assert.That(records[2].Record.Value, Is.Null);
        Assert.That(records[3].Record.Value, Is.Empty);
        Assert.That(records[4].Record.Key, Is.Empty);
        Assert.That(records.Select(record => record.Timestamps), Is.All.EqualTo(TimestampKind.Create));
    }

    [Test]
    public void Write_WhatKcatPrinted_IsKcatsOwnLineButForBrokerAndBase64()
    {
        var lines = Encoding.Latin1
            .GetString(File.ReadAllBytes(KcatFile)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        foreach (var (record, line) in ReadKcatFile().Zip(lines))
        {
            var written = Encoding.Latin1.GetString(Line(record)).TrimEnd('\n');
            var base64 = written.IndexOf(",\"payloadBase64\"");
            var asKcat = (base64 < 0 ? written : written[..base64] + "}");
            Assert.That(asKcat, Is.EqualTo(line.Replace(",\"broker\":1", "")));
        }
    }

    [TestCase("""{"topic":"t","partition":0,"offset":1,"ts":1,"key":null,"payload":"x" """, RecordingFault.CutLine)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"ts":1,"headers":["a" """, RecordingFault.CutLine)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"ts":1,"payload":"x""", RecordingFault.CutLine)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"ts":1,"payload":"\q"}""", RecordingFault.InvalidJson)]
    [TestCase("""hello""", RecordingFault.InvalidJson)]
    [TestCase("""[1,2]""", RecordingFault.ForeignJson)]
    [TestCase("""{"level":"info","message":"started"}""", RecordingFault.ForeignJson)]
    [TestCase("""{"topic":"t","partition":"0","offset":1,"payload":"x"}""", RecordingFault.ForeignJson)]
    [TestCase("""{"topic":"t","partition":0,"offset":-1,"payload":"x"}""", RecordingFault.ForeignJson)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"payload":{"decoded":"by a schema"}}""", RecordingFault.ForeignJson)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"payload":"\ud83d"}""", RecordingFault.ForeignJson)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"headers":{"a":"1"},"payload":"x"}""", RecordingFault.ForeignJson)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"payload":"x","payloadBase64":"*"}""", RecordingFault.WrongBase64)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"payload":"x","payloadBase64":"eQ=="}""", RecordingFault.WrongBase64)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"payload":null,"payloadBase64":"eQ=="}""", RecordingFault.WrongBase64)]
    [TestCase("""{"topic":"t","partition":0,"offset":1,"headersBase64":["a","?"],"payload":"x"}""", RecordingFault.WrongBase64)]
    public void Parse_NoRecord_SaysWhatIsWrong(string line, RecordingFault expected)
    {
        var record = RecordingParser.Parse(Encoding.UTF8.GetBytes(line), out var fault);

        Assert.That(record, Is.Null);
        Assert.That(fault, Is.EqualTo(expected));
    }

    [Test]
    public void Parse_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => _ = RecordingParser.Parse(bytes, out _));

    [Test]
    public void Parse_EscapesOfOtherWriters_AreUnderstood()
    {
        var record = Parse("""{ "topic":"t" , "partition":0,"offset":1,"extra":{"a":[1]},"payload":"\u00e9\ud83d\ude00\/"}"""u8.ToArray());

        Assert.That(record.Record.Value, Is.EqualTo("é😀/"u8.ToArray()));
    }

    private static List<RecordedRecord> ReadKcatFile()
    {
        var problems = new RecordingProblems(isStrict: true);
        return [.. new RecordingReader(problems).Read(KcatFile)];
    }

    private static byte[] Line(RecordedRecord record)
    {
        var line = new ArrayBufferWriter<byte>();
        RecordingLine.Write(line, record);
        return line.WrittenSpan.ToArray();
    }

    private static RecordedRecord Parse(byte[] line)
    {
        var record = RecordingParser.Parse(line.AsSpan().TrimEnd((byte)'\n'), out var fault);
        Assert.That(record, Is.Not.Null, fault.ToString());
        return record ?? Records.At(0);
    }
}
