using System.CommandLine;
using ScanWorker.Adapters.WorkingSets;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets publish</c>: what the working set holds becomes the current version.</summary>
internal static class PublishCommand
{
    public static Command Create(SetsRunner runner)
    {
        var why = SetsArguments.Why();
        var by = SetsArguments.By();
        var command = new Command("publish", "Makes what the working set holds the next version, and tells the workers.") { why, by };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var key = context.ReadSigningKey();
            using var workingSet = context.OpenToWrite();
            var publisher = new Publisher(workingSet, context.Options.Name, context.Store, key, context.Clock);
            var (manifest, sentBytes) = await publisher.PublishAsync(
                parsed.GetRequiredValue(by), parsed.GetValue(why), cancellation);
            await context.Output.WriteLineAsync(
                $"Version {manifest.Version} of '{manifest.Set}' is current: {manifest.Banks.Sum(bank => bank.Entries)} entries in "
                + $"{manifest.Banks.Length} banks, {manifest.Segments.Length} segments, {sentBytes} bytes sent.");
            return SetsExit.Done;
        });
        return command;
    }
}
