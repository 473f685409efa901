using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Hosting;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>
/// Signing keys, and a working set with the known pictures' hashes: made once with the program's own commands, and
/// copied for each test.
/// </summary>
[SetUpFixture]
internal sealed class PreparedSets
{
    private const string WorkingSet = "working-set";

    private static readonly Lazy<DirectoryInfo> Made = new(Make);

    public static string DirectoryIn(string folder) => Path.Combine(folder, WorkingSet);

    public static string PrivateKeyIn(string folder) => Path.Combine(folder, "scanworker-sets.private.pem");

    public static string PublicKeyIn(string folder) => Path.Combine(folder, "scanworker-sets.public.pem");

    public static void CopyTo(string folder)
    {
        using var copy = OwnedProcess.Start("cp", ["-a", $"{Made.Value.FullName}/.", folder]);
        Assert.That(copy.WaitForExit(TimeSpan.FromSeconds(60)), Is.Zero, copy.Output);
    }

    [OneTimeTearDown]
    public void Clean()
    {
        if (Made.IsValueCreated)
        {
            Made.Value.Delete(recursive: true);
        }
    }

    private static DirectoryInfo Make()
    {
        var folder = Directory.CreateTempSubdirectory("scanworker-sets-");
        Run("keygen", folder.FullName);
        foreach (var bank in UploadKinds.Known.GroupBy(known => known.Bank))
        {
            var list = Path.Combine(folder.FullName, $"{bank.Key}.csv");
            File.WriteAllText(list, ListOf(bank.Select(known => known.Content)));
            Run("import", list, "--bank", bank.Key, "--new-bank", $"--Sets:Directory={DirectoryIn(folder.FullName)}");
        }

        return folder;
    }

    private static void Run(params string[] command)
    {
        using var process = ProgramUnderTest.Start(["sets", .. command]);
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(60)), Is.Zero, process.Output);
    }

    private static string ListOf(IEnumerable<byte[]> pictures)
    {
        using var host = WorkerHost.BuildHashing(sources => sources.Sources.Clear());
        var examiner = host.Services.GetRequiredService<ContentExaminer>();
        var csv = new StringBuilder("entry_id,md5,sha1,sha256,pdq\n");
        var number = 0;
        foreach (var picture in pictures)
        {
            var outcome = examiner
                .ExamineAsync(picture, FrameTransforms.Upright, CancellationToken.None)
                .AsTask().GetAwaiter().GetResult();
            Assert.That(outcome.TryGet(out var found), Is.True);
            var (digests, pdq) = (found?.Digests, found?.Perceptual[0].Hash);
            csv.AppendLine(
                $"{UploadKinds.EntryOf(number++)},{digests?.Md5},{digests?.Sha1},{digests?.Sha256},{pdq}");
        }

        return csv.ToString();
    }
}
