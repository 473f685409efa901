using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Hosting.PolicyFiles;

/// <summary>Banks that a policy names and no list has: what it says of them has no effect.</summary>
internal static class PolicyBanks
{
    /// <returns>By name.</returns>
    public static IReadOnlyList<UnknownBank> Unknown(VerdictPolicy policy, IReadOnlyCollection<string> banks) =>
    [
        .. policy.Settings.Banks.Keys.Except(banks).Order(StringComparer.Ordinal)
            .Select(name => new UnknownBank(name, NearestName.Hint(name, banks))),
    ];

    /// <summary>Warns whoever runs a command with the policy.</summary>
    public static async Task TellAsync(TextWriter error, VerdictPolicy policy, LoadedHashSet set)
    {
        foreach (var bank in Unknown(policy, [.. set.Index.Banks]))
        {
            await error.WriteLineAsync($"scanworker: policy: {bank}");
        }
    }
}

/// <summary>A bank that no list has.</summary>
/// <param name="Name">As the policy has it.</param>
/// <param name="Hint">Which was probably meant, as a question; empty where none is near.</param>
internal sealed record UnknownBank(string Name, string Hint)
{
    public override string ToString() => $"banks:{Name}: no list has this bank.{Hint}";
}
