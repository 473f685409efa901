using System.Globalization;
using System.Text.RegularExpressions;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Testing.Documents;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>README's quick start, typed as it stands there, on a broker and a Redis that know nothing yet.</summary>
[TestFixture]
internal sealed partial class QuickStartTests
{
    private const string Heading = "## Quick start on real servers";

    private DirectoryInfo _folder = new(".");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("scanworker-quick-start-");

    [TearDown]
    public void Clean() => _folder.Delete(recursive: true);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Commands_OfTheQuickStart_LeadToTheVerdictOfAKnownPicture(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);
        using var redis = ServerKinds.StartRedis(kind);
        ServerKinds.Jars().WriteScripts(_folder.FullName);
        PreparedSets.CopyTo(_folder.FullName);
        File.Move(PathOf($"{UploadKinds.BlockBank}.csv"), PathOf("known.csv"));
        File.WriteAllBytes(PathOf("picture.jpg"), UploadKinds.Known[0].Content);
        File.WriteAllBytes(
            Path.Combine(_folder.CreateSubdirectory("uploads").FullName, "picture.jpg"), UploadKinds.Known[0].Content);
        var port = FreePorts.Next().ToString(CultureInfo.InvariantCulture);
        var typed = Blocks()
            .Replace("alias scanworker='dotnet run --project src/ScanWorker --'", "", StringComparison.Ordinal)
            .Replace("127.0.0.1:9092", broker.Options.BootstrapServers, StringComparison.Ordinal)
            .Replace("127.0.0.1:6379", redis.ConnectionString, StringComparison.Ordinal)
            .Replace("/srv/uploads", PathOf("uploads"), StringComparison.Ordinal)
            .Replace("/var/lib/scanworker", PathOf("state"), StringComparison.Ordinal)
            .Replace(":8081", $":{port}", StringComparison.Ordinal)
            .Replace("kcat -C", "timeout 60 kcat -q -C -c 1", StringComparison.Ordinal); // Else it reads for ever.
        typed = InTheForeground().Replace(typed, run => $$"""
            timeout 150 "${program[@]}" {{run.Groups[1].Value}} --Health:Port={{port}} & worker=$!
            trap 'kill $worker; wait $worker || true' EXIT
            """);
        File.WriteAllText(PathOf("typed.sh"), $$"""
            set -euo pipefail
            export PATH="$PWD:$PATH"
            program=("$@")
            scanworker() { "${program[@]}" "$@"; }
            {{typed}}
            """);

        using var shell = OwnedProcess.Start(
            "sh", ["-c", "cd \"$0\"; exec bash typed.sh \"$@\"", _folder.FullName, .. ProgramUnderTest.Command]);

        Assert.That(shell.WaitForExit(TimeSpan.FromSeconds(180)), Is.Zero, shell.Output);
        Assert.That(
            shell.Output,
            Does.Contain("\"verdict\":\"match\"").And.Contain("\"bank\":\"my-bank\"")
                .And.Contain("\"status\":\"ready\""));
    }

    private static string Blocks()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md"));
        var section = readme[readme.IndexOf(Heading, StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", StringComparison.Ordinal)];
        var blocks = CommandLines.Blocks(section).ToList();
        Assert.That(blocks, Has.Count.EqualTo(2), "The worker's side, and the upload service's.");
        return string.Join('\n', blocks);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    [GeneratedRegex("^scanworker (run .*)$", RegexOptions.Multiline)]
    private static partial Regex InTheForeground();
}
