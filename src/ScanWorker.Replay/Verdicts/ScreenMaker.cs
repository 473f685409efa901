using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Replay.Verdicts;

/// <summary>Makes screens of an index under a policy, where one screen can speak for every upload.</summary>
internal static class ScreenMaker
{
    /// <returns>
    /// Null where it cannot: a scope rule needs the upload's own fields, and a bank that expires another plan for some
    /// uploads.
    /// </returns>
    public static FingerprintScreen? Of(HashIndex index, VerdictPolicy policy)
    {
        var banks = index.Banks.Select(policy.BankOf).ToList();
        if (policy.Settings.Scope.Count > 0 || banks.Exists(bank => bank.Expires is not null))
        {
            return null;
        }

        var plan = new SearchPlanner().PlanFor(index, policy, DateTimeOffset.UnixEpoch);
        var floor = banks.Where(bank => bank.Enabled).Select(bank => bank.MinQuality)
            .DefaultIfEmpty(policy.Settings.DefaultBank.MinQuality).Max();
        return new FingerprintScreen(index, plan, floor);
    }
}
