using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Canary;

/// <summary>
/// The canary's entries: part of the program and of no list, so no import and no publish can take them away.
/// </summary>
/// <remarks>
/// They are laid over the live index in a layer of the canary's own. Uploads are searched without that layer, so
/// somebody who uploads a canary picture is not blocked by it. The hashes are constants: a hasher that is broken cannot
/// agree with itself.
/// </remarks>
internal static class CanaryEntries
{
    public const string Bank = "scanworker-canary";
    public const string NearEntry = "near";
    public const string ExactEntry = "exact";

    /// <summary>
    /// PDQ hash of the picture that is known in every format, as the reference computes it of the PNG.
    /// </summary>
    public static Hash256 Known { get; } =
        HashAlgorithm.Pdq.GoldenVectors.Single(vector => vector.Picture == "canary").Hash;

    private static Segment Segment { get; } = Build();

    /// <summary>The index with the canary's layer; shares everything else with it.</summary>
    public static HashIndex Over(HashIndex index) => index.WithDelta(Segment);

    /// <summary>
    /// The policy with a bank for the canary. Scope and negative banks would hide it, so they are left out; the rest is
    /// in force.
    /// </summary>
    public static VerdictPolicy Under(VerdictPolicy policy)
    {
        var settings = policy.Settings;
        var banks = settings.Banks.ToDictionary(pair => pair.Key, pair => pair.Value with { Negative = false });
        banks[Bank] = new BankPolicy { Action = PolicyAction.Block };
        return new VerdictPolicy(
            settings with { Banks = banks, DefaultBank = settings.DefaultBank with { Negative = false }, Scope = [] },
            policy.Version);
    }

    private static Segment Build()
    {
        var builder = new SegmentBuilder();
        builder.Add(new Entry(Bank, NearEntry, Bank) { Pdq = Known });
        builder.Add(new Entry(Bank, ExactEntry, Bank)
        {
            Sha256 = Parse("8f9cb194e878c78ec5e133c9c1b070b10327dc16576bcb033039a2a7030a4cc3"),
        });
        return builder.Build();
    }

    private static Hash256 Parse(string hex) => Hash256.TryParseHex(hex, out var hash)
        ? hash
        : throw new System.Diagnostics.UnreachableException("The constant is a hash.");
}
