using System.CommandLine;

namespace ScanWorker.Commands;

/// <summary>Options that every command has.</summary>
internal sealed class StandardOptions
{
    public Option<FileInfo> Config { get; } = new Option<FileInfo>("--config")
    {
        Description = "A JSON file of settings, read after appsettings.json.",
        Recursive = true,
    }.AcceptExistingOnly();

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

    public void AddTo(Command command)
    {
        command.Options.Add(Config);
        command.Options.Add(Json);
        command.Options.Add(Verbosity);
    }
}
