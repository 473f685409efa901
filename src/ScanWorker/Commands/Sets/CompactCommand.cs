using System.CommandLine;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets compact</c>: the deltas fold into a new base.</summary>
internal static class CompactCommand
{
    public static Command Create(SetsRunner runner)
    {
        var (why, by) = (SetsArguments.Why(), SetsArguments.By());
        var command = new Command(
            "compact",
            "Folds the deltas of the working set into one base with the same entries; publish makes it current.")
        {
            why, by,
        };
        runner.Attach(command, (parsed, context, _) =>
        {
            using var workingSet = context.OpenToWrite();
            var before = workingSet.State.Working.Chain.Length;
            var record = new WorkingSetEdits(workingSet).Compact(parsed.GetRequiredValue(by), parsed.GetValue(why));
            context.Output.Line(
                new JsonObject
                {
                    ["segmentsBefore"] = before,
                    ["segmentsAfter"] = workingSet.State.Working.Chain.Length,
                },
                record is null ? "There is nothing to fold."
                    : $"Folded {before} segments into {workingSet.State.Working.Chain.Length}.");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
