using System.CommandLine;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets verify</c>: whether every byte is as it was written, here and in the store.</summary>
internal static class VerifyCommand
{
    public static Command Create(SetsRunner runner)
    {
        var version = new Argument<long?>("version")
        {
            Description = "Which. Default: the current one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var local = new Option<bool>("--local") { Description = "Only the working set; Redis is not asked." };
        var command = new Command(
            "verify", "Reads every byte of the working set and of a version in the store, and checks it.")
        {
            version, local,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var workingSet = context.OpenToRead();
            var problems = new WorkingSetCheck(workingSet, context.Trust).Run().ToList();
            if (!parsed.GetValue(local))
            {
                var check = new StoreCheck(context.Store, context.Options.Name, context.Trust);
                problems.AddRange(await check.RunAsync(parsed.GetValue(version), workingSet, cancellation));
            }

            foreach (var problem in problems)
            {
                context.Output.Line(new JsonObject { ["problem"] = problem }, problem);
            }

            if (problems.Count == 0)
            {
                context.Output.Line(new JsonObject { ["ok"] = true }, "Every byte is as it was written.");
            }

            return problems.Count == 0 ? ExitCodes.Done : ExitCodes.BadInput;
        });
        return command;
    }
}
