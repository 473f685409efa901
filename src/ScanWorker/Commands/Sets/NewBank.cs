using System.CommandLine;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hosting;

namespace ScanWorker.Commands.Sets;

/// <summary>
/// A bank that a command would make: beside others it must be asked for, since a slip of the pen would fill a bank for
/// which the policy has no rules.
/// </summary>
internal static class NewBank
{
    public static Option<bool> Option() => new("--new-bank")
    {
        Description = "Create the bank; without this it must exist, unless the working set is empty.",
    };

    /// <exception cref="UsageException">It is not there, and not asked for; the message names the nearest.</exception>
    public static void Check(WorkingSet workingSet, string bank, bool isAskedFor)
    {
        var known = Known(workingSet);
        if (!isAskedFor && known.Count > 0 && !known.Contains(bank))
        {
            throw new UsageException(
                $"--bank: there is no bank '{bank}'.{NearestName.Hint(bank, known)} There are: "
                    + $"{string.Join(", ", known)}. To make a new one, pass --new-bank.");
        }
    }

    /// <summary>Those of the working set and of the current version, by name.</summary>
    public static SortedSet<string> Known(WorkingSet workingSet) => new(
        workingSet.State.Working.Banks.Concat(workingSet.State.Published.Banks).Select(bank => bank.Name),
        StringComparer.Ordinal);
}
