using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>The lists are young enough. An old list finds more than none, so it is told and pauses nothing.</summary>
internal sealed class VitalsHashSetAge(
    HashIndexCell hashSet, IOptions<SetsOptions> options, TimeProvider clock) : IVitalSign
{
    public string Name => "hash-set-age";

    public bool IsCuredByRestart => false;

    public string? Problem
    {
        get
        {
            foreach (var bank in hashSet.Current?.Banks ?? [])
            {
                var limit = options.Value.MaxAgeOf(bank.Name);
                if (clock.GetUtcNow() - bank.OldestSource is { } age && age > limit)
                {
                    return $"Bank {bank.Name} was last fed {age.TotalHours:0} hours ago; its limit is {limit.TotalHours:0} hours.";
                }
            }

            return null;
        }
    }
}
