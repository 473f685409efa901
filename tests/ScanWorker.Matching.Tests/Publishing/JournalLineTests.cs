using System.Collections.Immutable;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Matching.Tests.Publishing;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class JournalLineTests
{
    [Test]
    public void TryRead_WhatWasWritten_IsTheSameRecord()
    {
        var record = Example();

        var line = JournalLine.Write(JournalLine.Start, record, out var digits);
        var read = JournalLine.TryRead(JournalLine.Start, line.AsSpan(..^1), out var readDigits);

        Assert.That(readDigits, Is.EqualTo(digits));
        Assert.That(read?.Changes, Is.EqualTo(record.Changes));
        Assert.That(read?.Quarantined, Is.EqualTo(record.Quarantined));
        Assert.That(read?.HeldBack, Is.EqualTo(record.HeldBack));
        Assert.That(
            read is null ? null : read with
            {
                Changes = record.Changes,
                Quarantined = record.Quarantined,
                HeldBack = record.HeldBack,
            },
            Is.EqualTo(record));
    }

    [Test]
    public void TryRead_AnyByteChanged_IsNull()
    {
        var line = JournalLine.Write(JournalLine.Start, Example(), out _);

        for (var i = 0; i < line.Length - 1; i++)
        {
            line[i] ^= 1;
            Assert.That(JournalLine.TryRead(JournalLine.Start, line.AsSpan(..^1), out _), Is.Null, $"byte {i}");
            line[i] ^= 1;
        }
    }

    [Test]
    public void TryRead_LineBeforeTakenOut_IsNull()
    {
        _ = JournalLine.Write(JournalLine.Start, Example(), out var first);
        var second = JournalLine.Write(first, Example() with { Number = 2 }, out _);

        Assert.That(JournalLine.TryRead(JournalLine.Start, second.AsSpan(..^1), out _), Is.Null);
        Assert.That(JournalLine.TryRead(first, second.AsSpan(..^1), out _), Is.Not.Null);
    }

    private static JournalRecord Example() => new(1, DateTimeOffset.UnixEpoch, "custodian", JournalAction.Import)
    {
        Why = "a new list",
        File = "list.csv",
        Format = "csv",
        Changes = [new BankChange("csam", "ncmec", 3, 2, 1, IsFed: true)],
        HeldBack = [new("csam", "ncmec", "42-5")],
        Quarantined = ImmutableSortedDictionary<string, long>.Empty.Add("BadHash", 2),
    };
}
