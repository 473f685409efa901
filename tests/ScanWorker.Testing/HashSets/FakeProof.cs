using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Testing.HashSets;

/// <summary>A proof that fails when told to.</summary>
internal sealed class FakeProof : IIndexProof
{
    public bool Fails { get; set; }

    public void Prove(LoadedHashSet candidate)
    {
        if (Fails)
        {
            throw new HashSetRefusedException(RefusalReason.ProofFailed, "The fake was told to fail.");
        }
    }
}
