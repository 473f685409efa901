using System.CommandLine.Parsing;
using ScanWorker.Commands;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Testing.Documents;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>
/// What the runbooks tell an operator to type, typed where things are as they say: dead letters, uploads that could not
/// be read, an entry in quarantine, a version that is to go.
/// </summary>
[TestFixture]
internal sealed class RunbookTests
{
    private static readonly int[] Refusals = [ExitCodes.Usage, ExitCodes.Bug, ExitCodes.Configuration];

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Commands_OfEveryRunbook_RunWhereThingsAreBroken(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        var policy = Path.Combine(world.Uploads.Root, "policy.json");
        await File.WriteAllTextAsync(policy, $$"""
            { "banks": { "{{UploadKinds.BlockBank}}": { "action": "block" } }, "floodGuard": { "distinctContentsMax": 1 } }
            """);
        using var worker = world.StartWorker("a", new Dictionary<string, string> { ["Policy:File"] = policy });
        await world.Uploads.SendAsync(110);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);
        Poll.Until(
            () => world.Run("sets", "release").Contains("e0", StringComparison.Ordinal), TimeSpan.FromSeconds(60),
            () => world.Logs);
        world.Run("sets", "publish", "--why", "a second version");
        using var exchange = new PageServer();
        exchange.Pages["list.csv"] = $"entry_id,md5\nx,{7:x32}\n";
        string[] settings =
        [
            $"--Kafka:BootstrapServers={world.Broker.Options.BootstrapServers}",
            $"--Kafka:GroupId={world.Broker.Options.GroupId}", $"--Policy:File={policy}",
            $"--Content:Roots:0={world.Uploads.Root}", "--Exchanges:Sources:partner:Bank=lists",
            $"--Exchanges:Sources:partner:Location={exchange.Root}list.csv",
        ];
        var commands = Typed().ToList();

        Assert.That(commands, Has.Count.GreaterThan(12));
        Assert.Multiple(() =>
        {
            foreach (var (page, command) in commands)
            {
                var (code, output) = world.Try([.. command, .. settings], Path.Combine(world.Uploads.Root, page));
                var typed = $"{page}: {string.Join(' ', command)}";
                Assert.That(code, Is.Not.Null.And.Not.AnyOf(Refusals), $"{typed}\n{output}");
            }
        });
    }

    private static IEnumerable<(string Page, string[] Command)> Typed()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "docs", "runbooks");
        foreach (var page in Directory.EnumerateFiles(folder, "*.md").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(page);
            foreach (var line in CommandLines.InSentences(text).Concat(CommandLines.InBlocks(text)))
            {
                string[] words = [.. CommandLineParser.SplitCommandLine(line).Skip(1).Select(Meant)];

                // Where a sentence only names a command, there is nothing to type.
                if (CommandTree.Create().Parse(words).Errors.Count == 0)
                {
                    yield return (Path.GetFileName(page), words);
                }
            }
        }
    }

    private static string Meant(string word) => word switch
    {
        "VERSION" => "1",
        "BANK" => UploadKinds.BlockBank,
        "ENTRY" => "e0",
        "SOURCE" => "partner",
        "BANK/ENTRY" => $"{UploadKinds.BlockBank}/e0",
        _ => word,
    };
}
