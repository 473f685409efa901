using System.Globalization;
using System.Text;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hashing;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Demo;

/// <summary>
/// Publishes the demo's hash set, as a custodian would: a CSV list a bank, imported, signed and published.
/// </summary>
internal static class DemoHashSet
{
    private const string Custodian = "demo";

    /// <param name="directory">For the working set.</param>
    /// <param name="examiner">Hashes the known pictures.</param>
    /// <param name="store">Where it is published.</param>
    /// <param name="privateKey">PEM; signs the version.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task PublishAsync(
        string directory, ContentExaminer examiner, IHashSetStore store, string privateKey,
        CancellationToken cancellation)
    {
        using var workingSet = WorkingSet.OpenToWrite(directory, TimeProvider.System);
        var hygiene = new EntryHygiene(BenignGauntlet.Hashes, PolicyLoader.BuiltIn.Settings.DefaultBank.MaxDistance);
        foreach (var bank in DemoUploads.Known.GroupBy(picture => picture.Bank))
        {
            var csv = new StringBuilder($"entry_id,md5,sha1,sha256,{HashAlgorithm.Pdq.Id},classification\n");
            foreach (var picture in bank)
            {
                csv.AppendLine(await RowAsync(picture, examiner, cancellation));
            }

            var record = new JournalRecord(0, default, Custodian, JournalAction.Import)
            {
                File = $"{bank.Key}.csv",
                Format = "csv"
            };
            var settings = new ListSettings(bank.Key, "demo-list");
            _ = new ListImport(workingSet, hygiene, TimeProvider.System).Run(
                record, settings, new ImportRules(), isDryRun: false, sink =>
            {
                using var list = new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString()));
                new CsvFormat().Read(list, settings, sink);
            });
        }

        using var key = SigningKey.ReadPrivate(privateKey);
        _ = await new Publisher(workingSet, "default", store, key, TimeProvider.System).PublishAsync(
            Custodian, "demo", cancellation);
    }

    private static async Task<string> RowAsync(
        DemoKnownPicture picture, ContentExaminer examiner, CancellationToken cancellation)
    {
        var outcome = await examiner.ExamineAsync(picture.Content, FrameTransforms.Upright, cancellation);
        if (!outcome.TryGet(out var found) || found.Perceptual.IsEmpty)
        {
            throw new InvalidOperationException("The demo's own pictures can be hashed.");
        }

        var pdq = picture.DigestsOnly ? "" : found.Perceptual[0].Hash.ToString();
        return string.Create(CultureInfo.InvariantCulture,
            $"{picture.EntryId},{found.Digests.Md5},{found.Digests.Sha1},{found.Digests.Sha256},{pdq},sample");
    }
}
