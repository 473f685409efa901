using ScanWorker.Adapters.WorkingSets.Contents;
using ScanWorker.Commands.Sets.Finding;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.FloodGuard;

namespace ScanWorker.Tests.Commands.Sets;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class FoundRowTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly Entry Live = new("csam", "e1", "ncmec");

    [Test]
    public void Cells_WhatSoftensAnEntry_IsPartOfItsState()
    {
        var entry = Live with { Enabled = false, NegativeOpinions = 1 };
        var row = RowOf(entry, new Quarantine(entry.Key, Now, 9), new Quarantine(Quarantine.WholeBank("csam"), Now, 9));

        Assert.That(row.Cells[2], Is.EqualTo("live, disabled, disputed, quarantined, bank held"));
        Assert.That(row.Json["quarantinedSince"]?.GetValue<DateTimeOffset>(), Is.EqualTo(Now));
        Assert.That(row.Json["bankHeldSince"]?.GetValue<DateTimeOffset>(), Is.EqualTo(Now));
    }

    [Test]
    public void Cells_EntryThatIsDisabledNoLonger_IsLive() =>
        Assert.That(RowOf(Live with { DisabledUntil = Now }).Cells[2], Is.EqualTo("live"));

    [Test]
    public void Cells_NearInAnotherTransform_NamesIt() => Assert.That(
        new FoundRow("q", new FoundEntry(new EntryStanding(Live.Key, Live, Live), "pdq", 12)
        {
            Transform = DihedralTransform.Rotate90,
        }).Cells[1],
        Is.EqualTo("pdq 12, rotate90"));

    private static FoundRow RowOf(Entry entry, params Quarantine[] quarantines) =>
        new("q", new FoundEntry(new EntryStanding(entry.Key, entry, entry), "name", 0))
        {
            Quarantines = quarantines.ToDictionary(quarantine => quarantine.Entry),
            Now = Now,
        };
}
