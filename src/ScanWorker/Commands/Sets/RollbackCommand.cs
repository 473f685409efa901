using System.CommandLine;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets rollback</c>: an earlier version's content, as a new version.</summary>
internal static class RollbackCommand
{
    public static Command Create(SetsRunner runner)
    {
        var version = new Argument<long?>("version")
        {
            Description = "Which. Default: the one before the current one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (why, by, takeOver) = (SetsArguments.Why(), SetsArguments.By(), SetsArguments.TakeOver());
        var discard = new Option<bool>("--discard") { Description = "Drop what was imported and not published." };
        var command = new Command("rollback",
            "Publishes an earlier version's content as a new version, and makes it the working set.")
        {
            version, why, by, takeOver, discard,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var key = context.ReadSigningKey();
            using var workingSet = context.OpenToWrite();
            if (workingSet.State.HasUnpublished && !parsed.GetValue(discard))
            {
                await context.Error.WriteLineAsync(
                    "The working set has changes that are not published; a rollback drops them. If that is right, "
                        + "say --discard.");
                return ExitCodes.BadInput;
            }

            var (manifest, sentBytes) = await context.PublisherOf(workingSet, key, parsed.GetValue(takeOver))
                .RollBackAsync(
                parsed.GetValue(version), parsed.GetRequiredValue(by), parsed.GetValue(why), cancellation);
            PublishedText.Print(context.Output, manifest, sentBytes);
            return ExitCodes.Done;
        });
        return command;
    }
}
