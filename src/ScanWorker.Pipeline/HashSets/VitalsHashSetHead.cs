using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>It can be told which version is published. Where it cannot, no new entry comes, and nobody hears of it by
/// the set's age for days.</summary>
internal sealed class VitalsHashSetHead(HashIndexCell hashSet) : IVitalSign
{
    public string Name => "hash-set-head";

    public bool IsCuredByRestart => false;

    public string? Problem => hashSet.HeadTrouble;
}
