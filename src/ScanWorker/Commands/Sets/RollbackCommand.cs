using System.CommandLine;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Sets.Previews;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets rollback</c>: an earlier version's content, as a new version.</summary>
internal sealed class RollbackCommand
{
    private readonly Argument<long?> _version = new("version")
    {
        Description = "Which. Default: the one before the current one.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _why = SetsArguments.Why();
    private readonly Option<string> _by = SetsArguments.By();
    private readonly Option<bool> _takeOver = SetsArguments.TakeOver();
    private readonly Option<bool> _withWithdrawn = new("--with-withdrawn")
    {
        Description = "Bring back entries that 'sets withdraw' has taken away since; else they stay away.",
    };

    private readonly Option<bool> _discard = new("--discard")
    {
        Description = "Drop what was imported and not published.",
    };

    private readonly PreviewArguments _preview = new();

    public static Command Create(SetsRunner runner)
    {
        var rollback = new RollbackCommand();
        var command = new Command("rollback",
            "Publishes an earlier version's content as a new version, and makes it the working set.")
        {
            rollback._version, rollback._why, rollback._by, rollback._takeOver, rollback._discard,
            rollback._withWithdrawn,
        };
        rollback._preview.AddTo(command);
        runner.Attach(command, rollback.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        var isDryRun = _preview.IsDryRun(parsed);
        using var key = isDryRun ? null : context.ReadSigningKey();
        using var workingSet = isDryRun ? context.OpenToRead() : context.OpenToWrite();
        if (workingSet.State.HasUnpublishedEntries && !parsed.GetValue(_discard))
        {
            await context.Error.WriteLineAsync(
                "The working set has changes that are not published; a rollback drops them. If that is right, "
                    + "pass --discard.");
            if (!isDryRun)
            {
                return ExitCodes.BadInput;
            }
        }

        var publisher = context.PublisherOf(
            workingSet, key, parsed.GetValue(_takeOver), bringsWithdrawnBack: parsed.GetValue(_withWithdrawn));
        var (wanted, content, withdrawn) = publisher.PlanRollback(parsed.GetValue(_version));
        var preview = Preview.OfContent(workingSet, content, publisher.BringsWithdrawnBack ? [] : withdrawn);
        if (isDryRun)
        {
            return await preview.RunDryAsync(parsed, _preview, context, cancellation);
        }

        preview.Tell(context);
        var (manifest, sentBytes) = await publisher.RollBackAsync(
            parsed.GetValue(_version), parsed.GetRequiredValue(_by), parsed.GetValue(_why), cancellation);
        PublishedText.Print(context.Output, manifest, sentBytes, preview.Banks);
        TellWithdrawn(context, publisher, wanted);
        return ExitCodes.Done;
    }

    private static void TellWithdrawn(SetsContext context, Publisher publisher, long wanted)
    {
        var count = publisher.WithdrawnByRollback;
        if (count > 0)
        {
            var entries = count == 1 ? "1 entry" : $"{count} entries";
            context.Error.WriteLine(publisher.BringsWithdrawnBack
                ? $"The version brought back {entries} that a person had withdrawn."
                : $"Left out {entries} that a person had withdrawn; 'sets rollback {wanted} --with-withdrawn' brings "
                    + $"{(count == 1 ? "it" : "them")} back too.");
        }
    }
}
