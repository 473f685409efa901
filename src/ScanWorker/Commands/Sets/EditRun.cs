using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Sets.Previews;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary>What <c>sets add</c> and <c>sets withdraw</c> have in common: an edit that a person makes, told, previewed
/// and published at once.</summary>
internal sealed class EditRun
{
    private readonly Option<string?> _why = SetsArguments.Why();
    private readonly Option<string> _by = SetsArguments.By();
    private readonly Option<bool> _noPublish = SetsArguments.NoPublish();
    private readonly PreviewArguments _preview = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_why);
        command.Options.Add(_by);
        command.Options.Add(_noPublish);
        _preview.AddTo(command);
    }

    /// <summary>Why it is made, as the person says.</summary>
    public string? WhyOf(ParseResult parsed) => parsed.GetValue(_why);

    /// <summary>Who makes it.</summary>
    public string ByOf(ParseResult parsed) => parsed.GetRequiredValue(_by);

    /// <param name="parsed">The command line.</param>
    /// <param name="context">Of the command.</param>
    /// <param name="plan">Makes the edit; throws where it must not be made.</param>
    /// <param name="told">How each entry is told.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        ParseResult parsed, SetsContext context, Func<WorkingSet, WorkingSetEdits, PlannedEdit> plan, EditWords told,
        CancellationToken cancellation)
    {
        var isPublished = !parsed.GetValue(_noPublish);
        using var key = isPublished && !_preview.IsDryRun(parsed) ? context.ReadSigningKey() : null;
        using var workingSet = _preview.IsDryRun(parsed) ? context.OpenToRead() : context.OpenToWrite();
        var edits = new WorkingSetEdits(workingSet);
        var planned = plan(workingSet, edits);
        var preview = Preview.OfEdit(workingSet, planned.Edit, isPublished);
        if (_preview.IsDryRun(parsed))
        {
            return await preview.RunDryAsync(parsed, _preview, context, cancellation);
        }

        preview.Tell(context);
        var record = edits.Apply(planned.Edit);
        foreach (var name in planned.Entries.Select(entry => entry.ToString()))
        {
            context.Output.Line(
                new JsonObject { ["type"] = told.Type, [told.Type] = name }, $"{told.Verb} {name}.");
        }

        if (isPublished)
        {
            await PublishAsync(context, workingSet, record, key, preview, cancellation);
        }

        return ExitCodes.Done;
    }

    private static async Task PublishAsync(
        SetsContext context, WorkingSet workingSet, JournalRecord record, ECDsa? key, Preview preview,
        CancellationToken cancellation)
    {
        // What a person takes away goes at once, be it the last; only lists that come empty are doubted.
        var (manifest, sentBytes) = await context.PublisherOf(workingSet, key, allowsEmpty: true)
            .PublishAloneAsync(record, cancellation);
        PublishedText.Print(context.Output, manifest, sentBytes, preview.Banks);
        if (!context.Options.AllowEmpty && manifest.Banks.Sum(bank => bank.Entries) == 0)
        {
            await context.Error.WriteLineAsync(
                "The set has no live entries now. Workers keep the version before until one with entries is published, "
                    + "unless Sets:AllowEmpty is set for them.");
        }
    }
}

/// <summary>An edit that is yet to be made, and the entries that it is about.</summary>
internal sealed record PlannedEdit(PendingEdit Edit, IReadOnlyList<EntryKey> Entries);

/// <summary>How an edited entry is told.</summary>
/// <param name="Type">Of the line, and of its only other field, with --json.</param>
/// <param name="Verb">Before its name.</param>
internal sealed record EditWords(string Type, string Verb);
