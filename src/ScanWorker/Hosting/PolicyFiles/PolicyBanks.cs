using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Hosting.PolicyFiles;

/// <summary>Banks that a policy names and no list has: what it says of them has no effect.</summary>
internal static class PolicyBanks
{
    /// <returns>A sentence for each, with the name that was probably meant.</returns>
    public static IReadOnlyList<string> Unknown(VerdictPolicy policy, IReadOnlyCollection<string> banks) =>
    [
        .. policy.Settings.Banks.Keys.Except(banks).Order(StringComparer.Ordinal).Select(
            name => $"banks:{name}: no list has this bank.{NearestName.Hint(name, banks)}"),
    ];

    /// <summary>Warns whoever runs a command with the policy.</summary>
    public static async Task TellAsync(TextWriter error, VerdictPolicy policy, LoadedHashSet set)
    {
        foreach (var sentence in Unknown(policy, [.. set.Index.Banks]))
        {
            await error.WriteLineAsync($"scanworker: policy: {sentence}");
        }
    }
}
