using System.Text;
using System.Text.Json;
using CsCheck;
using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Feedback;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class FeedbackIntakeTests
{
    private static readonly TopicPartition Partition = new("scan.feedback", 0);

    // Whether an event is bad; who says what of which upload, and when.
    private static readonly Gen<InboundRecord[]> Topic = Gen.Select(
        Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 2], Gen.Enum<ReviewDecision>(), Gen.Int[0, 3])
        .Array[0, 30].Select(all => all.Select((one, offset) => Record(offset, one)).ToArray());

    [Test]
    public void Take_KilledAnywhereAndBegunAgain_LosesNothingAndDoublesNothing() =>
        Gen.Select(Topic, Gen.Int[0, 40].Array[0, 5], Gen.Int[1, 7]).Sample(
            (topic, kills, batch) =>
            {
                using var folder = new WorkingFolder();
                foreach (var kill in kills)
                {
                    Read(folder, topic, batch, killedAfter: kill);
                }

                Read(folder, topic, batch, killedAfter: null);

                using var workingSet = folder.OpenToRead();
                var right = OpinionBook.Empty.With(
                    topic.Select(Opinions).OfType<FeedbackReading.Given>().Select(given => given.Opinion));
                Assert.That(workingSet.State.Opinions.Opinions, Is.EquivalentTo(right.Opinions));
                Assert.That(
                    workingSet.Records.Sum(record => record.Quarantined?.Values.Sum() ?? 0),
                    Is.EqualTo(topic.Count(record => Opinions(record) is FeedbackReading.Malformed)));
                Assert.That(
                    workingSet.State.FeedbackPositions.GetValueOrDefault((Partition.Topic, 0)),
                    Is.EqualTo(topic.Length));
            },
            iter: 200);

    [Test]
    public void Take_RecordingsInAnyOrderAndAgain_AddNothingToTheJournal() => Topic.Sample(
        topic =>
        {
            using var folder = new WorkingFolder();
            using var workingSet = folder.OpenToWrite();
            InboundRecord[] good = [.. topic.Where(record => Opinions(record) is FeedbackReading.Given)];
            Read(workingSet, good.Reverse());
            var before = workingSet.Records.Count;

            Read(workingSet, good);

            Assert.That(workingSet.Records, Has.Count.EqualTo(before));
            Assert.That(workingSet.State.FeedbackPositions, Is.Empty);
        },
        iter: 100);

    [Test]
    public void Take_WhatIsNoFeedback_IsInTheQuarantineFileWithItsReason()
    {
        using var folder = new WorkingFolder();
        using var workingSet = folder.OpenToWrite();
        using var intake = Intake(workingSet, keepsPositions: false);

        intake.Take(Record(7, "{\"uploadId\":1}"));
        intake.Complete();

        var line = JsonDocument.Parse(File.ReadAllText(intake.QuarantineFile ?? "")).RootElement;
        Assert.That(line.GetProperty("line").GetInt64(), Is.EqualTo(7));
        Assert.That(line.GetProperty("reason").GetString(), Is.EqualTo("invalid-json"));
        Assert.That(line.GetProperty("text").GetString(), Does.Contain("scan.feedback[0]@7").And.Contain("uploadId"));
        Assert.That(workingSet.Records.Single().Quarantined?["invalid-json"], Is.EqualTo(1));
    }

    private static void Read(WorkingFolder folder, InboundRecord[] topic, int batch, int? killedAfter)
    {
        using var workingSet = folder.OpenToWrite();
        using var intake = Intake(workingSet, keepsPositions: true);
        var from = workingSet.State.FeedbackPositions.GetValueOrDefault((Partition.Topic, 0));
        foreach (var (number, record) in topic.Where(record => record.Position.Offset >= from).Index())
        {
            if (number == killedAfter)
            {
                return;
            }

            intake.Take(record);
            if ((number + 1) % batch == 0)
            {
                intake.Complete();
            }
        }

        intake.Complete();
    }

    private static void Read(WorkingSet workingSet, IEnumerable<InboundRecord> records)
    {
        using var intake = Intake(workingSet, keepsPositions: false);
        foreach (var record in records)
        {
            intake.Take(record);
        }

        intake.Complete();
    }

    private static FeedbackIntake Intake(WorkingSet workingSet, bool keepsPositions) => new(
        workingSet, Opinions, new JournalRecord(0, default, "c", JournalAction.Feedback), keepsPositions);

    private static FeedbackReading Opinions(InboundRecord record) =>
        new CloudEventFeedbackReader(TimeProvider.System).Read(record);

    private static InboundRecord Record(
        int offset, (bool IsBad, int Upload, int Reviewer, ReviewDecision What, int At) one)
    {
        var data = new FeedbackData
        {
            UploadId = one.IsBad ? "" : $"u{one.Upload}",
            Bank = "b",
            Source = "s",
            EntryId = "e",
            Decision = one.What,
            Reviewer = $"r{one.Reviewer}",
            DecidedAt = DateTimeOffset.UnixEpoch.AddHours(one.At),
        };
        return Record(offset, JsonSerializer.Serialize(data, FeedbackJson.Default.FeedbackData));
    }

    private static InboundRecord Record(int offset, string json) => new(
        new RecordPosition(Partition, offset), DateTimeOffset.UnixEpoch, null, Encoding.UTF8.GetBytes(json), []);
}
