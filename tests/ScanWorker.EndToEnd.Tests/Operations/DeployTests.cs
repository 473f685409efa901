using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ScanWorker.Commands.Sets;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Hosting;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Policy;
using YamlDotNet.RepresentationModel;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>What deploy/ sets, the program knows; and its rules pass their own tests.</summary>
[TestFixture]
internal sealed partial class DeployTests
{
    private const string SystemdAnalyze = "/usr/bin/systemd-analyze";
    private static readonly string Deploy = Path.Combine(RepositoryRoot.Path, "deploy");

    private static IEnumerable<string> Settings => Files("scanworker.json");

    private static IEnumerable<string> ListSettings => Files("lists.json");

    private static IEnumerable<string> Units => Files("*.service").Concat(Files("*.timer"));

    private static IEnumerable<string> Policies => Files("policy.json");

    // What helm makes of the templates is checked beside it.
    private static IEnumerable<string> Yaml => Files("*.yaml").Concat(Files("*.yml")).Where(
        file => !file.Contains("/templates/", StringComparison.Ordinal));

    [TestCaseSource(nameof(Settings))]
    public void Settings_WithTheFilesThatTheyName_AreValid(string file)
    {
        var folder = Directory.CreateTempSubdirectory("scanworker-deploy-");
        try
        {
            var (_, publicKey) = SigningKey.Generate();
            var authority = Path.Combine(folder.FullName, "ca.pem");
            File.WriteAllText(authority, publicKey);
            void AddSources(IConfigurationBuilder sources)
            {
                sources.Sources.Clear();
                sources.AddJsonFile(file);
                sources.AddInMemoryCollection(Variables());
                sources.AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Redis:ConnectionString"] = "redis:6380,ssl=true,user=scanworker,password=x",
                    ["Redis:CertificateAuthority"] = authority,
                    ["Sets:Signing:PublicKey"] = publicKey,
                    ["Policy:File"] = Path.Combine(Path.GetDirectoryName(file) ?? "", "policy.json"),
                    ["Kafka:Client:ssl.ca.location"] = "",
                    ["Kafka:Client:sasl.password"] = "x",
                });
            }

            var app = WorkerHost.Build(AddSources);
            Assert.That(StartupCheck.Problems(app.Services, WorkerConfiguration.Read(AddSources)), Is.Empty);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestCaseSource(nameof(ListSettings))]
    public async Task ListSettings_WithTheFilesThatTheyName_AreValid(string file)
    {
        var folder = Directory.CreateTempSubdirectory("scanworker-deploy-");
        try
        {
            var (privateKey, publicKey) = SigningKey.Generate();
            var (keyFile, authority) = (
                Path.Combine(folder.FullName, "sets.private.pem"), Path.Combine(folder.FullName, "ca.pem"));
            await File.WriteAllTextAsync(keyFile, privateKey);
            await File.WriteAllTextAsync(authority, publicKey);
            var configuration = new ConfigurationBuilder().AddJsonFile(file)
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Redis:ConnectionString"] = "redis:6380,ssl=true,user=custodian,password=x",
                    ["Redis:CertificateAuthority"] = authority,
                    ["Sets:Signing:PublicKey"] = publicKey,
                    ["Sets:Signing:PrivateKey"] = keyFile,
                }).Build();
            await using var context = new SetsContext(
                configuration, TimeProvider.System, new SetsOutput(TextWriter.Null, isJson: false), TextWriter.Null);
            await using var app = ServeHost.Build(context);

            Assert.That(StartupCheck.Problems(app.Services, configuration), Is.Empty);
            Assert.That(context.Exchanges.Sources, Is.Not.Empty);
            using var key = context.ReadSigningKey();
            Assert.That(key, Is.Not.Null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void Policy_File_IsValid(string file)
    {
        var problems = new List<string>();

        Assert.That(PolicyFile.Read(File.ReadAllBytes(file), problems), Is.Not.Null, string.Join(" ", problems));
    }

    [Test]
    public void Copies_OfSettingsAndPolicy_AreAlike() => Assert.Multiple(() =>
    {
        Assert.That(Settings.Select(File.ReadAllText).Distinct().Count(), Is.EqualTo(1));
        Assert.That(ListSettings.Select(File.ReadAllText).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Policies.Select(File.ReadAllText).Distinct().Count(), Is.EqualTo(1));
    });

    [TestCaseSource(nameof(Yaml))]
    public void Yaml_File_CanBeRead(string file)
    {
        using var reader = File.OpenText(file);

        Assert.That(() => new YamlStream().Load(reader), Throws.Nothing);
    }

    [TestCaseSource(nameof(Promtool))]
    public void Alerts_TheirOwnTests_Pass(string[] arguments)
    {
        using var promtool = OwnedProcess.Start("promtool", arguments);

        Assert.That(promtool.WaitForExit(TimeSpan.FromSeconds(60)), Is.Zero, promtool.Output);
    }

    // The program's path is the only thing that this machine does not have.
    [TestCaseSource(nameof(UnitsHere))]
    public void Unit_OfSystemd_IsUnderstood(string file)
    {
        var folder = Directory.CreateTempSubdirectory("scanworker-unit-");
        try
        {
            foreach (var each in Units) // A timer is verified with the service that it starts.
            {
                File.WriteAllText(Path.Combine(folder.FullName, Path.GetFileName(each)), File.ReadAllText(each)
                    .Replace("/opt/scanworker/scanworker", "/bin/true", StringComparison.Ordinal));
            }

            var unit = Path.Combine(folder.FullName, Path.GetFileName(file));
            using var verify = OwnedProcess.Start(SystemdAnalyze, ["verify", unit]);

            Assert.That(verify.WaitForExit(TimeSpan.FromSeconds(60)), Is.Zero, verify.Output);
            Assert.That(verify.Output.Trim(), Is.Empty);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What one may, the other may: they differ in how long they run.
    [Test]
    public void Units_OfTheCustodian_AreConfinedAlike() => Assert.That(
        Confinement("scanworker-fetch.service"), Is.EqualTo(Confinement("scanworker-lists.service")).And.Not.Empty);

    // What it loads as credentials is all that it has of its own beside its settings and state.
    [TestCaseSource(nameof(Units))]
    public void Unit_WithItsSettings_NamesNoFileThatItDoesNotLoad(string file)
    {
        var lines = File.ReadAllLines(file);
        if (lines.FirstOrDefault(line => line.StartsWith("ExecStart=", StringComparison.Ordinal)) is not { } command)
        {
            Assert.That(file, Does.EndWith(".timer"));
            return;
        }

        var loaded = Values(lines, "LoadCredential=").Select(value => $"%d/{value.Split(':')[0]}").ToList();
        var variables = Values(lines, "Environment=").Select(value => value.Split('=', 2)).ToDictionary(
            pair => pair[0].Replace("__FILE", "", StringComparison.Ordinal), pair => pair[1]);
        var settings = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Deploy, Path.GetFileName(command.Split("--config ")[1])))
            .Add(new EnvironmentSource(variables)).Build().AsEnumerable()
            .Where(setting => !setting.Key.StartsWith("Exchanges:", StringComparison.Ordinal)).ToList();

        Assert.That(
            settings.Where(setting => setting.Value?.StartsWith("/run/", StringComparison.Ordinal) == true), Is.Empty);
        Assert.That(
            settings.Where(setting => setting.Value?.StartsWith("%d/", StringComparison.Ordinal) == true)
                .Select(setting => setting.Value).Distinct(),
            Is.EquivalentTo(loaded));
        Assert.That(
            Values(lines, "LoadCredential=").Select(value => Path.GetFileName(value.Split(':')[1])),
            Is.SubsetOf(InstalledInDocs()), "The documented steps install it.");
    }

    private static IEnumerable<string> Confinement(string unit) =>
        File.ReadLines(Units.Single(file => Path.GetFileName(file) == unit))
            .SkipWhile(line => !line.StartsWith("NoNewPrivileges=", StringComparison.Ordinal))
            .TakeWhile(line => line.Length > 0);

    private static IEnumerable<string> Values(IEnumerable<string> lines, string key) =>
        lines.Where(line => line.StartsWith(key, StringComparison.Ordinal)).Select(line => line[key.Length..]);

    private static IEnumerable<string> InstalledInDocs() =>
        File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "deploying.md"))
            .Where(line => line.StartsWith("install -m ", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3..]
                .TakeWhile(word => word != "#"));

    private static IEnumerable<string> UnitsHere() => File.Exists(SystemdAnalyze) ? Units : [];

    private static IEnumerable<string[]> Promtool() => ServerKinds.HasPrometheus
        ? [["check", "rules", Dashboards.AlertsFile], ["test", "rules", Path.Combine(
            Deploy, "alerts", "scanworker.tests.yml")]]
        : [];

    // Every SCANWORKER__ variable of image, compose file and manifests, with its value where there is one.
    private static IEnumerable<KeyValuePair<string, string?>> Variables() =>
        Files("*.yaml").Append(Path.Combine(Deploy, "Dockerfile"))
        .SelectMany(file => Variable().Matches(File.ReadAllText(file)))
        .Select(match => KeyValuePair.Create<string, string?>(
            match.Groups["key"].Value.Replace("sasl__", "sasl.").Replace("__", ":"), match.Groups["value"].Success
                ? match.Groups["value"].Value
                : "a"))
        .DistinctBy(pair => pair.Key);

    private static List<string> Files(string pattern) =>
        [.. Directory.EnumerateFiles(Deploy, pattern, SearchOption.AllDirectories).Where(
            file => !file.Contains("/secrets/", StringComparison.Ordinal))];

    [GeneratedRegex("""SCANWORKER__(?<key>[A-Za-z_]+)(?:(?:=|, value: )"?(?<value>[^\s",}\\]+))?""")]
    private static partial Regex Variable();
}
