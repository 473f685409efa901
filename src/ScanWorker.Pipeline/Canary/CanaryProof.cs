using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Canary;

/// <summary>Proves an index by the canary before it is swapped in.</summary>
internal sealed class CanaryProof(CanaryProbe probe, CanaryCondition condition, PolicyCell policies) : IIndexProof
{
    // The refresher's own thread waits here, for some milliseconds and the canary's deadline at most; nothing else
    // waits for it.
    public void Prove(LoadedHashSet candidate)
    {
        var policy = policies.Current;
        var problem = probe.RunAsync(candidate, policy, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        if (problem is not null)
        {
            throw new HashSetRefusedException(RefusalReason.ProofFailed, problem.Message);
        }

        condition.LastProven = new CanaryCondition.Proven(candidate, policy);
    }
}
