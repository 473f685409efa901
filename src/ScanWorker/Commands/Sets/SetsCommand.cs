using System.CommandLine;
using ScanWorker.Commands.Sets.Finding;
using ScanWorker.Commands.Sets.Serving;

namespace ScanWorker.Commands.Sets;

/// <summary><c>scanworker sets</c>: what a list custodian does.</summary>
internal static class SetsCommand
{
    /// <param name="configure">Gives the configuration of one run.</param>
    /// <param name="json">The program's <c>--json</c>.</param>
    /// <param name="clock">For journal and manifests.</param>
    public static Command Create(Func<ParseResult, IConfiguration> configure, Option<bool> json, TimeProvider clock)
    {
        var runner = new SetsRunner(configure, json, clock);
        return new Command("sets", "Known-hash sets: import lists, publish versions, take them back.")
        {
            ImportCommand.Create(runner),
            FetchCommand.Create(runner),
            ServeCommand.Create(runner),
            FeedbackCommand.Create(runner),
            PrecisionCommand.Create(runner),
            AddCommand.Create(runner),
            WithdrawCommand.Create(runner),
            PublishCommand.Create(runner),
            RollbackCommand.Create(runner),
            ListCommand.Create(runner),
            FindCommand.Create(runner),
            ShowCommand.Create(runner),
            DiffCommand.Create(runner),
            VerifyCommand.Create(runner),
            ExportCommand.Create(runner),
            CompactCommand.Create(runner),
            LogCommand.Create(runner),
            ReleaseCommand.Create(runner),
            KeygenCommand.Create(runner),
        };
    }
}
