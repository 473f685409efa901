using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

/// <summary>A custodian's folder of a test's own.</summary>
internal sealed class WorkingFolder : IDisposable
{
    private static readonly EntryHygiene Hygiene = new([], 0);

    public string Path { get; } = Directory.CreateTempSubdirectory("sw-working-").FullName;

    public FakeTimeProvider Clock { get; } = new(HashSetVersions.Created);

    public WorkingSet OpenToWrite() => WorkingSet.OpenToWrite(Path, Clock);

    public WorkingSet OpenToRead() => WorkingSet.OpenToRead(Path, Clock);

    /// <summary>Imports entries as a list that names them.</summary>
    public ImportCounts Import(WorkingSet workingSet, ImportRules? rules = null, bool isDryRun = false,
        params string[] entries) =>
        new ListImport(workingSet, Hygiene, Clock).Run(
            new JournalRecord(0, default, "custodian", JournalAction.Import) { File = "list" },
            new ListSettings("csam", "test"),
            rules ?? new ImportRules(),
            isDryRun,
            sink =>
            {
                foreach (var (line, id) in entries.Index())
                {
                    sink.Upsert(line + 1, HashSetVersions.Entry(id));
                }
            }).Counts;

    /// <summary>The ids of what a chain holds.</summary>
    public static IEnumerable<string> Ids(WorkingSet workingSet, IEnumerable<SegmentFacts> chain) => HashSetDiff
        .Entries(HashSetAssembler.BuildLookup(chain.Select(workingSet.ReadSegment))).Select(entry => entry.EntryId)
        .Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
