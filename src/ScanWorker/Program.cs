using System.CommandLine;
using ScanWorker.Commands.Sets;

var json = new Option<bool>("--json") { Description = "NDJSON on standard output.", Recursive = true };
var config = new Option<string?>("--config") { Description = "A JSON file with settings.", Recursive = true };
var root = new RootCommand("Stops the re-upload of known images by hash matching.") { json, config };
root.Add(SetsCommand.Create(Configure, json, TimeProvider.System));
return await root.Parse(args).InvokeAsync();

IConfiguration Configure(ParseResult parsed)
{
    var builder = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true);
    if (parsed.GetValue(config) is { } file)
    {
        builder.AddJsonFile(Path.GetFullPath(file), optional: false);
    }

    return builder.AddEnvironmentVariables("SCANWORKER__").Build();
}
