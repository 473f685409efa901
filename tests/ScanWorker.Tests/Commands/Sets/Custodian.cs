using Microsoft.Extensions.Configuration;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>A custodian with a folder, a key pair and a Redis, who types <c>scanworker sets</c>.</summary>
internal sealed class Custodian : IDisposable
{
    private static int _sets;
    private readonly ScratchFolder _folder = new();
    private readonly string _config;

    /// <param name="policy">The policy file's JSON, or null for none.</param>
    /// <param name="sources">JSON of the sources that lists are fetched from.</param>
    public Custodian(string? policy = null, string sources = "{}")
    {
        var policyPath = policy is null ? null : _folder.Write("policy.json", policy);
        _config = _folder.Write("settings.json", $$"""
            {
              "Redis": { "ConnectionString": "{{CustodianRedis.ConnectionString}}" },
              "Policy": { "File": "{{policyPath}}" },
              "Exchanges": { "Sources": {{sources}} },
              "Sets": {
                "Name": "{{SetName}}",
                "Directory": "{{Path}}/working",
                "BankMaxAge": { "weekly": "7.00:00:00" },
                "Signing": {
                  "PrivateKey": "{{Path}}/keys/scanworker-sets.private.pem",
                  "PublicKey": "{{Path}}/keys/scanworker-sets.public.pem"
                }
              }
            }
            """);
    }

    public string Path => _folder.Path;

    /// <summary>The settings, as the commands read them.</summary>
    public IConfiguration Configuration => new ConfigurationBuilder().AddJsonFile(_config).Build();

    public string SetName { get; } = $"custodian-{Interlocked.Increment(ref _sets)}";

    /// <summary>A custodian who has made his keys.</summary>
    public static async Task<Custodian> StartAsync(string? policy = null)
    {
        var custodian = new Custodian(policy);
        await custodian.DoAsync("keygen", System.IO.Path.Combine(custodian.Path, "keys"));
        return custodian;
    }

    /// <summary>Writes a list.</summary>
    public string List(string name, params string[] lines) => _folder.Write(name, string.Join('\n', lines) + "\n");

    public Task<CommandResult> TryAsync(params string[] command) =>
        CommandResult.OfAsync(["sets", .. command, "--config", _config]);

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<CommandResult> DoAsync(params string[] command)
    {
        var result = await TryAsync(command);
        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Output + result.Error);
        return result;
    }

    /// <summary>Everything that the working set holds, as its export says it.</summary>
    public async Task<string[]> ExportAsync(params string[] more)
    {
        var file = System.IO.Path.Combine(Path, "export.jsonl");
        _ = await DoAsync(["export", "-o", file, "--force", .. more]);
        return await File.ReadAllLinesAsync(file);
    }

    public void Dispose() => _folder.Dispose();
}
