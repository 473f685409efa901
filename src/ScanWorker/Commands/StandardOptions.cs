using System.CommandLine;
using ScanWorker.Hosting;

namespace ScanWorker.Commands;

/// <summary>Options that every command has.</summary>
/// <param name="settings">Given on the command line, each as <c>--key=value</c>.</param>
internal sealed class StandardOptions(IReadOnlyList<string> settings)
{
    private static readonly string[] WithoutSettings = ["demo", "completion"];

    public Option<FileInfo> Config { get; } = NewConfig();

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "NDJSON on stdout.",
        Recursive = true,
    };

    public Option<string> Verbosity { get; } = new Option<string>("--verbosity")
    {
        Description = "quiet, normal or detailed.",
        DefaultValueFactory = _ => "normal",
        Recursive = true,
    }.AcceptOnlyFromAmong("quiet", "normal", "detailed");

    public static bool TakesSettings(Command command) => !WithoutSettings.Contains(command.Name);

    public void AddTo(Command command)
    {
        command.Options.Add(Config);
        command.Options.Add(Json);
        command.Options.Add(Verbosity);
    }

    /// <summary>Adds all sources of settings to a configuration; unknown keys are for the check at the start.</summary>
    public Action<IConfigurationBuilder> Sources(ParseResult parsed)
    {
        var file = parsed.GetValue(Config);
        return sources => WorkerConfiguration.AddSources(sources, file, settings);
    }

    /// <exception cref="ConfigurationException">A file cannot be read, or a key is nobody's.</exception>
    public IConfigurationRoot Configuration(ParseResult parsed)
    {
        var configuration = WorkerConfiguration.Read(Sources(parsed));
        List<string> unknown = [.. KnownSections.Problems(configuration)];
        return unknown.Count == 0 ? configuration : throw new ConfigurationException(unknown);
    }

    /// <summary>For commands that bring a configuration of their own.</summary>
    /// <exception cref="UsageException">There are settings on the command line.</exception>
    public void RefuseSettings(string command)
    {
        if (settings.Count > 0)
        {
            throw new UsageException($"{settings[0]}: '{command}' takes no settings.");
        }
    }

    private static Option<FileInfo> NewConfig()
    {
        var option = new Option<FileInfo>("--config")
        {
            Description = "A JSON file of settings, read after appsettings.json.",
            Recursive = true,
        };
        option.Validators.Add(result =>
        {
            foreach (var path in result.Tokens.Select(token => token.Value).Where(path => !File.Exists(path)))
            {
                result.AddError(Directory.Exists(path)
                    ? $"--config: {path} is a directory, not a JSON file of settings."
                    : $"--config: {path} does not exist.");
            }
        });
        return option;
    }
}
