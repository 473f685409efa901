using System.CommandLine;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets publish</c>: what the working set holds becomes the current version.</summary>
internal static class PublishCommand
{
    public static Command Create(SetsRunner runner)
    {
        var (why, by, takeOver) = (SetsArguments.Why(), SetsArguments.By(), SetsArguments.TakeOver());
        var allowEmpty = new Option<bool>("--allow-empty")
        {
            Description = "Publish a version without live entries; workers refuse one unless Sets:AllowEmpty is set.",
        };
        var command = new Command(
            "publish", "Makes what the working set holds the next version, and tells the workers.")
        {
            why, by, takeOver, allowEmpty,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var key = context.ReadSigningKey();
            using var workingSet = context.OpenToWrite();
            var publisher = context.PublisherOf(
                workingSet, key, parsed.GetValue(takeOver), parsed.GetValue(allowEmpty));
            var (manifest, sentBytes) = await publisher.PublishAsync(
                parsed.GetRequiredValue(by), parsed.GetValue(why), cancellation);
            PublishedText.Print(context.Output, manifest, sentBytes);
            return ExitCodes.Done;
        });
        return command;
    }
}
