using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ScanWorker.Matching.HashSets;

/// <summary>What a manifest says about one bank.</summary>
/// <param name="Name">As in the policy file.</param>
/// <param name="Entries">How many entries it holds, disabled ones included.</param>
/// <param name="Sources">The lists that feed it, by name.</param>
public sealed record BankFacts(string Name, long Entries, ImmutableArray<SourceFacts> Sources)
{
    /// <summary>The age of its stalest source: that is what an alarm goes by.</summary>
    [JsonIgnore]
    public DateTimeOffset? OldestSource => Sources.IsDefaultOrEmpty ? null : Sources.Min(source => source.UpdatedAt);
}
