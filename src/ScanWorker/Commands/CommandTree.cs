using System.CommandLine;
using ScanWorker.Commands.Sets;
using ScanWorker.Hosting;

namespace ScanWorker.Commands;

/// <summary>The whole command line: what the program parses, and what its reference lists.</summary>
internal static class CommandTree
{
    public static RootCommand Create()
    {
        var standard = new StandardOptions();
        var root = new RootCommand(
            "Stops the re-upload of known illegal images: upload events in, exactly one verdict each out.")
        {
            RunCommand.Create(standard),
            DemoCommand.Create(standard),
            HashCommand.Create(standard),
            MatchCommand.Create(standard),
            RecordCommand.Create(standard),
            ReplayCommand.Create(standard),
            LookbackCommand.Create(standard),
            SetsCommand.Create(Configure, standard.Json, TimeProvider.System),
            DoctorCommand.Create(standard),
            DocsCommand.Create(),
        };
        standard.AddTo(root);
        return root;

        IConfiguration Configure(ParseResult command)
        {
            var configuration = new ConfigurationManager();
            WorkerConfiguration.AddSources(configuration, command.GetValue(standard.Config), []);
            return configuration;
        }
    }
}
