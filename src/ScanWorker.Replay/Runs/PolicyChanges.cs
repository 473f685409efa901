using System.Text.Json;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Replay.Runs;

/// <summary>A policy with other distances: what if. Pure.</summary>
public static class PolicyChanges
{
    /// <param name="policy">To begin with.</param>
    /// <param name="distances">Largest distance in bits by bank name.</param>
    /// <param name="problems">Receives one sentence a problem.</param>
    /// <returns>A policy with a version of its own, as if the distances stood in its file; null when there are
    /// problems.</returns>
    public static VerdictPolicy? WithDistances(
        VerdictPolicy policy, IReadOnlyDictionary<string, int> distances, ICollection<string> problems)
    {
        var banks = new SortedDictionary<string, BankPolicy>(
            policy.Settings.Banks.ToDictionary(), StringComparer.Ordinal);
        foreach (var (bank, distance) in distances)
        {
            banks[bank] = policy.BankOf(bank) with { MaxDistance = distance };
        }

        var changed = policy.Settings with { Banks = banks };
        return PolicyFile.Read(
            JsonSerializer.SerializeToUtf8Bytes(changed, PolicyJson.Default.PolicySettings), problems);
    }
}
