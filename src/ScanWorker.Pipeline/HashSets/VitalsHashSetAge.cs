using System.Globalization;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>The lists are not far too old. An old list finds more than none, so it pauses nothing; and long before, it
/// alarms.</summary>
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
                var limit = options.Value.ReadyMaxAgeOf(bank.Name);
                if (clock.GetUtcNow() - bank.OldestSource > limit)
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"Bank {bank.Name} was last updated at {bank.OldestSource:u}, longer ago than {limit:c}.");
                }
            }

            return null;
        }
    }
}
