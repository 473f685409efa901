using System.CommandLine;
using System.CommandLine.Invocation;
using ScanWorker;
using ScanWorker.Commands;
using ScanWorker.Commands.Sets;
using ScanWorker.Hosting;

var standard = new StandardOptions();
var root = new RootCommand("Stops the re-upload of known illegal images: upload events in, exactly one verdict each out.")
{
    RunCommand.Create(standard),
    DemoCommand.Create(standard),
    HashCommand.Create(standard),
    MatchCommand.Create(standard),
    RecordCommand.Create(standard),
    SetsCommand.Create(Configure, standard.Json, TimeProvider.System),
};
standard.AddTo(root);

var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    await parsed.InvokeAsync();
    return ExitCodes.Usage;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e)
{
    await Console.Error.WriteLineAsync($"scanworker: {e}");
    return ExitCodes.Bug;
}

IConfiguration Configure(ParseResult command)
{
    var configuration = new ConfigurationManager();
    WorkerConfiguration.AddSources(configuration, command.GetValue(standard.Config), []);
    return configuration;
}
