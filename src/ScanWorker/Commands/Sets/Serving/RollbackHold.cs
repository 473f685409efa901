using System.Globalization;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>
/// After a rollback nothing is fetched until a person has fetched or imported: fetching by itself would bring back what
/// the rollback took away.
/// </summary>
internal static class RollbackHold
{
    /// <exception cref="RolledBackException">A person has rolled back, and has taken in no list since.</exception>
    public static void Check(WorkingSet workingSet)
    {
        var last = workingSet.Records.LastOrDefault(
            record => record.Action is JournalAction.Import or JournalAction.Rollback);
        if (last is { Action: JournalAction.Rollback })
        {
            var at = last.At.ToString("u", CultureInfo.InvariantCulture);
            throw new RolledBackException(
                $"The working set was rolled back at {at} by {last.By}. Nothing is fetched until a person does: "
                    + "'sets fetch' with --dry-run shows what would come, and without it goes on.");
        }
    }
}

/// <summary>A rollback holds up what fetches by itself.</summary>
internal sealed class RolledBackException(string message) : Exception(message);
