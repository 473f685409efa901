using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets.Contents;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.FloodGuard;

namespace ScanWorker.Commands.Sets.Finding;

/// <summary>One entry that was found, as it is shown.</summary>
/// <param name="query">What was looked for.</param>
/// <param name="found">What was found.</param>
internal sealed class FoundRow(string query, FoundEntry found)
{
    public static readonly string[] Columns = ["entry", "by", "state", "version", "verdicts"];

    /// <summary>Those that a worker of the fleet sealed; null when they are not known.</summary>
    public IReadOnlyDictionary<EntryKey, Quarantine>? Quarantines { get; init; }

    /// <summary>How many name the entry; null when nobody asked.</summary>
    public long? Verdicts { get; init; }

    /// <summary>Reviewers dispute it.</summary>
    public bool IsDisputedByReviewers { get; init; }

    /// <summary>Decides whether the entry is disabled.</summary>
    public DateTimeOffset Now { get; init; }

    public string[] Cells =>
    [
        Standing.Key.ToString(),
        found.Distance == 0 ? found.By
            : string.Create(CultureInfo.InvariantCulture, $"{found.By} {found.Distance}{Turned}"),
        string.Join(", ", States().Prepend(StateText)),
        VersionText,
        Verdicts?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
    ];

    public JsonObject Json => new()
    {
        ["type"] = "found",
        ["query"] = query,
        ["bank"] = Standing.Key.Bank,
        ["source"] = Standing.Key.Source,
        ["entryId"] = Standing.Key.EntryId,
        ["by"] = found.By,
        ["distance"] = found.Distance,
        ["transform"] = found.Distance == 0 ? null : found.Transform.ToString().ToLowerInvariant(),
        ["state"] = KebabCase.Of(Standing.State),
        ["wasChanged"] = found.WasChanged,
        ["heldBack"] = Standing.IsHeldBack,
        ["disabled"] = IsDisabled,
        ["disputed"] = IsDisputed,
        ["quarantinedSince"] = Quarantines?.GetValueOrDefault(Standing.Key)?.Since,
        ["bankHeldSince"] = Quarantines?.GetValueOrDefault(Quarantine.WholeBank(Standing.Key.Bank))?.Since,
        ["sinceVersion"] = Standing.Since?.Version,
        ["since"] = Standing.Since?.Created,
        ["untilVersion"] = Standing.Until?.Version,
        ["verdicts"] = Verdicts,
    };

    private EntryStanding Standing => found.Standing;

    private Entry? Entry => Standing.Published ?? Standing.Working;

    private bool IsDisabled => Entry is { } entry && (!entry.Enabled || entry.DisabledUntil > Now);

    private bool IsDisputed => IsDisputedByReviewers || Entry?.IsDisputed == true;

    private string Turned => found.Transform == DihedralTransform.Original ? ""
        : $", {found.Transform.ToString().ToLowerInvariant()}";

    private string StateText => Standing.State switch
    {
        EntryState.Live => "live",
        EntryState.ChangeUnpublished => "live; a change is unpublished",
        EntryState.WithdrawalUnpublished => "live; its withdrawal is unpublished",
        EntryState.Unpublished => "unpublished",
        EntryState.Withdrawn => Standing.IsHeldBack ? "withdrawn by a person" : "withdrawn",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private string VersionText => (Standing.Since, Standing.Until) switch
    {
        ({ } first, null) => $"{Number(first)}, {first.Created:yyyy-MM-dd}",
        ({ } first, { } last) => first == last ? $"only {Number(first)}" : $"{Number(first)} to {Number(last)}",
        _ => "",
    };

    private IEnumerable<string> States()
    {
        if (found.WasChanged)
        {
            yield return "with another hash now";
        }

        if (IsDisabled)
        {
            yield return "disabled";
        }

        if (IsDisputed)
        {
            yield return "disputed";
        }

        if (Quarantines?.ContainsKey(Standing.Key) == true)
        {
            yield return "quarantined";
        }

        if (Quarantines?.ContainsKey(Quarantine.WholeBank(Standing.Key.Bank)) == true)
        {
            yield return "bank held";
        }
    }

    private static string Number(HashSetManifest manifest) =>
        manifest.Version.ToString(CultureInfo.InvariantCulture);
}
