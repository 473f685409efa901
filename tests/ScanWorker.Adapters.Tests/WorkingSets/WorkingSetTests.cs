using System.Security.Cryptography;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WorkingSetTests : IDisposable
{
    private readonly WorkingFolder _folder = new();

    private string Journal => Path.Combine(_folder.Path, "journal");

    public void Dispose() => _folder.Dispose();

    [Test]
    public void OpenToRead_WhatWasWritten_IsThere()
    {
        using (var workingSet = _folder.OpenToWrite())
        {
            _ = _folder.Import(workingSet, entries: ["a", "b"]);
        }

        using var again = _folder.OpenToRead();

        Assert.That(WorkingFolder.Ids(again, again.State.Working.Chain), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(again.Records.Single().By, Is.EqualTo("custodian"));
        Assert.That(again.State.Working.Banks.Single().Entries, Is.EqualTo(2));
    }

    [Test]
    public void OpenToWrite_AnotherWriter_IsBusyUntilItIsDone()
    {
        using (_folder.OpenToWrite())
        {
            Assert.That(() => _folder.OpenToWrite(), Throws.TypeOf<WorkingSetBusyException>());
            Assert.That(() => _folder.OpenToRead().Dispose(), Throws.Nothing);
        }

        Assert.That(() => _folder.OpenToWrite().Dispose(), Throws.Nothing);
    }

    [Test]
    public void Open_JournalCutAnywhereInItsLastLine_IsAsBeforeThatLine()
    {
        using (var workingSet = _folder.OpenToWrite())
        {
            _ = _folder.Import(workingSet, entries: ["a"]);
            _ = _folder.Import(workingSet, entries: ["b"]);
        }

        var whole = File.ReadAllBytes(Journal);
        var first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = first; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(Journal, whole[..length]);
            using var cut = _folder.OpenToRead();
            Assert.That(WorkingFolder.Ids(cut, cut.State.Working.Chain), Is.EqualTo(new[] { "a" }), $"{length} bytes");
        }
    }

    [Test]
    public void Append_AfterACutLine_WritesOverIt()
    {
        using (var workingSet = _folder.OpenToWrite())
        {
            _ = _folder.Import(workingSet, entries: ["a"]);
        }

        File.AppendAllText(Journal, "0123456789 {\"number\":2,");
        using (var workingSet = _folder.OpenToWrite())
        {
            _ = _folder.Import(workingSet, entries: ["b"]);
        }

        using var again = _folder.OpenToRead();
        Assert.That(WorkingFolder.Ids(again, again.State.Working.Chain), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Open_LineChangedOrTakenOut_IsDamaged()
    {
        using (var workingSet = _folder.OpenToWrite())
        {
            _ = _folder.Import(workingSet, entries: ["a"]);
            _ = _folder.Import(workingSet, entries: ["b"]);
        }

        var lines = File.ReadAllLines(Journal);
        File.WriteAllText(Journal, lines[1] + "\n");
        Assert.That(() => _folder.OpenToRead(), Throws.TypeOf<WorkingSetException>());
        File.WriteAllText(Journal, lines[0].Replace("custodian", "somebody", StringComparison.Ordinal) + "\n" + lines[1]
            + "\n");
        Assert.That(() => _folder.OpenToRead(), Throws.TypeOf<WorkingSetException>());
    }

    [Test]
    public void Open_AnyByteOfTheJournalFlipped_IsDamaged()
    {
        using (var workingSet = _folder.OpenToWrite())
        {
            _ = _folder.Import(workingSet, entries: ["a"]);
            _ = _folder.Import(workingSet, entries: ["b"]);
        }

        foreach (var (_, place) in Flips(Journal))
        {
            Assert.That(() => _folder.OpenToRead(), Throws.TypeOf<WorkingSetException>(), place);
        }
    }

    [Test]
    public void Check_AnyByteOfASegmentOrManifestFlipped_IsFound()
    {
        using var workingSet = _folder.OpenToWrite();
        _ = _folder.Import(workingSet, entries: ["a"]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var state = workingSet.State.Working;
        workingSet.WriteVersion(SealedManifest.Seal(
            new HashSetManifest("default", 1, 0, _folder.Clock.GetUtcNow(), state.Banks, state.Chain), key));
        _ = workingSet.Append(new JournalRecord(0, default, "custodian", JournalAction.Publish) { Version = 1 });
        var check = new WorkingSetCheck(
            workingSet, ManifestTrust.Create(key.ExportSubjectPublicKeyInfoPem(), isSignatureRequired: true));
        Assert.That(check.Run(), Is.Empty);

        foreach (var folder in (string[])["segments", "versions"])
        {
            foreach (var (path, place) in Flips(Directory.GetFiles(Path.Combine(_folder.Path, folder)).Single()))
            {
                Assert.That(check.Run().ToList(), Is.Not.Empty, $"{path}, {place}");
            }
        }
    }

    // Each byte in turn, with another bit flipped; then the file as it was.
    private static IEnumerable<(string Path, string Place)> Flips(string path)
    {
        var bytes = File.ReadAllBytes(path);
        for (var i = 0; i <= bytes.Length; i++)
        {
            var flipped = bytes.ToArray();
            if (i < bytes.Length)
            {
                flipped[i] ^= (byte)(1 << (i % 8));
            }

            File.WriteAllBytes(path + ".new", flipped); // Beside it: the old one may be mapped.
            File.Move(path + ".new", path, overwrite: true);
            if (i < bytes.Length)
            {
                yield return (path, $"byte {i} of {bytes.Length}");
            }
        }
    }

    [Test]
    public void Append_DiskFull_LeavesTheJournalAsItWas()
    {
        var journal = JournalFile.Open(Journal, stream => new FullDiskStream(stream, bytesLeft: 40));

        Assert.That(
            () => journal.Append(new JournalRecord(1, _folder.Clock.GetUtcNow(), "custodian", JournalAction.Publish)),
            Throws.InstanceOf<IOException>());

        Assert.That(new FileInfo(Journal).Length, Is.Zero);
        Assert.That(journal.State, Is.EqualTo(JournalState.Empty));
        Assert.That(JournalFile.Open(Journal).Records, Is.Empty);
    }

    [Test]
    public void Write_DiskFull_LeavesNeitherFileNorDraft()
    {
        var path = Path.Combine(_folder.Path, "file");

        Assert.That(
            () => DurableFile.Write(path, stream => new FullDiskStream(stream, bytesLeft: 40).Write(new byte[100])),
            Throws.InstanceOf<IOException>());

        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    [Test]
    public void Import_DryRun_ChangesNothingAndSaysWhatItWould()
    {
        using var workingSet = _folder.OpenToWrite();

        var counts = _folder.Import(workingSet, isDryRun: true, entries: ["a"]);

        Assert.That(counts.Added, Is.EqualTo(1));
        Assert.That(workingSet.Records, Is.Empty);
        Assert.That(Directory.GetFiles(Path.Combine(_folder.Path, "segments")), Is.Empty);
    }

    [Test]
    public void Import_LineThatIsNotTaken_IsInTheQuarantineFileWithLineAndReason()
    {
        using var workingSet = _folder.OpenToWrite();
        var import = new ListImport(workingSet, new EntryHygiene([], 0), _folder.Clock);

        var (_, file) = import.Run(
            new JournalRecord(0, default, "custodian", JournalAction.Import),
            new ListSettings("csam", "test"),
            new ImportRules { QuarantineShareMax = 1, AllowsEmpty = true },
            isDryRun: false,
            sink => sink.Reject(new Reject(12, RejectReason.BadHash, "the \"line\"")));

        Assert.That(
            File.ReadAllLines(file ?? ""),
                Is.EqualTo(new[] { """{"line":12,"reason":"bad-hash","text":"the \"line\""}""" }));
        Assert.That(workingSet.Records.Single().Quarantined?["BadHash"], Is.EqualTo(1));
    }

    [Test]
    public void Import_Refused_ChangesNothingAndNamesTheQuarantineFile()
    {
        using var workingSet = _folder.OpenToWrite();
        var import = new ListImport(workingSet, new EntryHygiene([], 0), _folder.Clock);

        Assert.That(
            () => import.Run(
                new JournalRecord(0, default, "custodian", JournalAction.Import),
                new ListSettings("csam", "test"),
                new ImportRules(),
                isDryRun: false,
                sink => sink.Reject(new Reject(1, RejectReason.BadHash, "x"))),
            Throws.TypeOf<ImportRefusedException>().With.Property(
                nameof(ImportRefusedException.QuarantineFile)).Not.Null);

        Assert.That(workingSet.Records, Is.Empty);
    }

    [Test]
    public void Compact_ChainOfDeltas_HoldsTheSameEntriesInOneSegment()
    {
        using var workingSet = _folder.OpenToWrite();
        _ = _folder.Import(workingSet, entries: ["a", "b"]);
        _ = _folder.Import(workingSet, entries: ["c"]);
        var edits = new WorkingSetEdits(workingSet);
        _ = edits.Withdraw([ScanWorker.Testing.HashSets.HashSetVersions.Entry("a").Key], "custodian", null);

        var record = edits.Compact("custodian", "tidy");

        Assert.That(record?.Chain, Has.Exactly(1).Items);
        Assert.That(WorkingFolder.Ids(workingSet, workingSet.State.Working.Chain), Is.EqualTo(new[] { "b", "c" }));
        Assert.That(workingSet.State.Working.Banks.Single().Entries, Is.EqualTo(2));
        Assert.That(edits.Compact("custodian", null), Is.Null);
    }
}
