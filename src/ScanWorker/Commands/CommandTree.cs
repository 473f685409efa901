using System.CommandLine;
using ScanWorker.Commands.Backfills;
using ScanWorker.Commands.DeadLetters;
using ScanWorker.Commands.Doctoring;
using ScanWorker.Commands.Files;
using ScanWorker.Commands.Lookbacks;
using ScanWorker.Commands.Recordings;
using ScanWorker.Commands.Reports;
using ScanWorker.Commands.Sets;
using ScanWorker.Demo;

namespace ScanWorker.Commands;

/// <summary>The whole command line: what the program parses, and what its reference lists.</summary>
internal static class CommandTree
{
    /// <param name="settings">Those of the command line, which the parser does not see.</param>
    public static RootCommand Create(IReadOnlyList<string>? settings = null)
    {
        var standard = new StandardOptions(settings ?? []);
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
            BackfillCommand.Create(standard),
            DeadLettersCommand.Create(standard),
            ReportCommand.Create(standard),
            SetsCommand.Create(standard.Configuration, standard.Json, TimeProvider.System),
            DoctorCommand.Create(standard),
            HealthCheckCommand.Create(standard),
            CompletionCommand.Create(standard),
            DecodeWorkerCommand.Create(),
            DecodeVideoCommand.Create(),
        };
        standard.AddTo(root);
        SettingsHelp.AddTo(root);
        CommandWords.CheckWords(root);
        return root;
    }
}
