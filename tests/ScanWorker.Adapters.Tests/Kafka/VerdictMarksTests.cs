using ScanWorker.Adapters.Kafka.Offsets;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Tests.Kafka;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class VerdictMarksTests
{
    [Test]
    public void Note_VerdictsInAnyOrder_KeepsTheFurthestOfEachPartition()
    {
        var marks = Marks(
            ("uploads/0/7/scanworker.verdict.v1", "/scanworker/g"),
            ("uploads/1/40/scanworker.verdict.v1", "/scanworker/g"),
            ("uploads/0/9/scanworker.verdict.v1", "/scanworker/g"),
            ("uploads/0/8/scanworker.verdict.v1", "/scanworker/g"));

        Assert.That(marks.Last.Keys, Is.EquivalentTo(new TopicPartition[] { new("uploads", 0), new("uploads", 1) }));
        Assert.That(marks.Last[new("uploads", 0)].Offset, Is.EqualTo(9));
        Assert.That(marks.Last[new("uploads", 1)].Offset, Is.EqualTo(40));
    }

    [Test]
    public void Note_VerdictsOfBothTopics_KeepsThemApart()
    {
        var marks = Marks(
            ("uploads/0/7/scanworker.verdict.v1", "/scanworker/g"),
            ("past/0/40/scanworker.verdict.v1", "/scanworker/g"));

        Assert.That(marks.Last[new("uploads", 0)].Offset, Is.EqualTo(7));
        Assert.That(marks.Last[new("past", 0)].Offset, Is.EqualTo(40));
    }

    [TestCase("uploads/0/7/scanworker.verdict.v1", "/scanworker/another", TestName = "another group's")]
    [TestCase("uploads/0/7/scanworker.verdict.v1", "/scanworker/lookback", TestName = "a late one")]
    [TestCase("others/0/7/scanworker.verdict.v1", "/scanworker/g", TestName = "another topic's")]
    [TestCase("uploads/0/7/scanworker.block.v1", "/scanworker/g", TestName = "no verdict")]
    [TestCase("uploads/0/-7/scanworker.verdict.v1", "/scanworker/g", TestName = "no offset")]
    [TestCase("uploads/0/7", "/scanworker/g", TestName = "cut")]
    [TestCase(null, null, TestName = "no event")]
    public void Note_WhatSaysNothingOfTheGroup_IsPassedOver(string? id, string? source) =>
        Assert.That(Marks((id, source)).Last, Is.Empty);

    private static VerdictMarks Marks(params (string? Id, string? Source)[] verdicts)
    {
        var marks = new VerdictMarks(["uploads", "past"], "/scanworker/g");
        foreach (var (id, source) in verdicts)
        {
            RecordHeader[] headers = id is null || source is null
                ? []
                : [RecordHeader.Of("ce_id", id), RecordHeader.Of("ce_source", source)];
            marks.Note(new InboundRecord(
                new RecordPosition(new TopicPartition("scan.verdicts", 0), 0), DateTimeOffset.UnixEpoch, null, null,
                headers));
        }

        return marks;
    }
}
