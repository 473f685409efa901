using System.CommandLine;

namespace ScanWorker.Commands.Sets;

/// <summary><c>scanworker sets</c>: what a list custodian does.</summary>
internal static class SetsCommand
{
    /// <param name="configure">Gives the configuration of one run.</param>
    /// <param name="json">The program's <c>--json</c>.</param>
    /// <param name="clock">For journal and manifests.</param>
    public static Command Create(Func<ParseResult, IConfiguration> configure, Option<bool> json, TimeProvider clock)
    {
        var running = new SetsRunner(configure, json, clock);
        return new Command("sets", "Known-hash sets: import lists, publish versions, take them back.")
        {
            ImportCommand.Create(running),
            PublishCommand.Create(running),
            KeygenCommand.Create(running),
            ReleaseCommand.Create(running),
        };
    }
}
