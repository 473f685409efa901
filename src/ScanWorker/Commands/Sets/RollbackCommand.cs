using System.CommandLine;
using ScanWorker.Adapters.WorkingSets;

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
        var withWithdrawn = new Option<bool>("--with-withdrawn")
        {
            Description = "Bring back entries that 'sets withdraw' has taken away since; else they stay away.",
        };
        var discard = new Option<bool>("--discard") { Description = "Drop what was imported and not published." };
        var command = new Command("rollback",
            "Publishes an earlier version's content as a new version, and makes it the working set.")
        {
            version, why, by, takeOver, discard, withWithdrawn,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var key = context.ReadSigningKey();
            using var workingSet = context.OpenToWrite();
            if (workingSet.State.HasUnpublished && !parsed.GetValue(discard))
            {
                await context.Error.WriteLineAsync(
                    "The working set has changes that are not published; a rollback drops them. If that is right, "
                        + "pass --discard.");
                return ExitCodes.BadInput;
            }

            var publisher = context.PublisherOf(
                workingSet, key, parsed.GetValue(takeOver), bringsWithdrawnBack: parsed.GetValue(withWithdrawn));
            var (manifest, sentBytes) = await publisher.RollBackAsync(
                parsed.GetValue(version), parsed.GetRequiredValue(by), parsed.GetValue(why), cancellation);
            PublishedText.Print(context.Output, manifest, sentBytes);
            TellWithdrawn(context, publisher);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void TellWithdrawn(SetsContext context, Publisher publisher)
    {
        var count = publisher.WithdrawnByRollback;
        if (count > 0)
        {
            var entries = count == 1 ? "1 entry" : $"{count} entries";
            context.Error.WriteLine(publisher.BringsWithdrawnBack
                ? $"The version brought back {entries} that a person had withdrawn."
                : $"Left out {entries} that a person had withdrawn; with --with-withdrawn a rollback brings back such entries.");
        }
    }
}
