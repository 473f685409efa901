using System.CommandLine;
using ScanWorker.Commands.Sets.Previews;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets publish</c>: what the working set holds becomes the current version.</summary>
internal sealed class PublishCommand
{
    private const int WaitSeconds = 60;
    private const int WaitSecondsMax = 3600;

    private readonly Option<string?> _why = SetsArguments.Why();
    private readonly Option<string> _by = SetsArguments.By();
    private readonly Option<bool> _takeOver = SetsArguments.TakeOver();
    private readonly PreviewArguments _preview = new();
    private readonly Option<int?> _wait = new Option<int?>("--wait")
    {
        Description = "Afterwards, wait up to this many seconds for every known worker to have the version live. "
            + "Default 60.",
        Arity = ArgumentArity.ZeroOrOne,
    }.Within(1, WaitSecondsMax);

    private readonly Option<bool> _allowEmpty = new("--allow-empty")
    {
        Description = "Publish a version without live entries; workers refuse one unless Sets:AllowEmpty is set.",
    };

    public static Command Create(SetsRunner runner)
    {
        var publish = new PublishCommand();
        var command = new Command(
            "publish", "Makes what the working set holds the next version, and tells the workers.")
        {
            publish._why, publish._by, publish._takeOver, publish._allowEmpty, publish._wait,
        };
        publish._preview.AddTo(command);
        runner.Attach(command, publish.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        if (_preview.IsDryRun(parsed))
        {
            using var readOnly = context.OpenToRead();
            return await Preview.OfContent(readOnly, readOnly.State.Working)
                .RunDryAsync(parsed, _preview, context, cancellation);
        }

        using var key = context.ReadSigningKey();
        using var workingSet = context.OpenToWrite();
        var preview = Preview.OfContent(workingSet, workingSet.State.Working);
        preview.Tell(context);
        var publisher = context.PublisherOf(workingSet, key, parsed.GetValue(_takeOver), parsed.GetValue(_allowEmpty));
        var (manifest, sentBytes) = await publisher.PublishAsync(
            parsed.GetRequiredValue(_by), parsed.GetValue(_why), cancellation);
        PublishedText.Print(context.Output, manifest, sentBytes, preview.Banks);
        return parsed.GetResult(_wait) is null
            ? ExitCodes.Done
            : await FleetView.WaitAsync(
                context, manifest.Version, TimeSpan.FromSeconds(parsed.GetValue(_wait) ?? WaitSeconds), cancellation);
    }
}
