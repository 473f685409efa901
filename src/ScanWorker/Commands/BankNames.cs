using ScanWorker.Hosting;

namespace ScanWorker.Commands;

/// <summary>Banks that a person names: one that does not exist is a slip that would change nothing.</summary>
internal static class BankNames
{
    /// <exception cref="UsageException">There is no such bank; the message names the nearest.</exception>
    public static void Check(string option, string name, IReadOnlyCollection<string> known)
    {
        if (!known.Contains(name, StringComparer.Ordinal))
        {
            var there = known.Count == 0 ? "There are none." : $"There are: {string.Join(", ", known)}.";
            throw new UsageException(
                $"{option}: there is no bank '{name}'.{NearestName.Hint(name, known)} {there}");
        }
    }
}
