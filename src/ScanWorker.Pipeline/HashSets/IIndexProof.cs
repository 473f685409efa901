using ScanWorker.Matching.Publishing;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>Proves an index before it becomes the live one: it must find what it must find.</summary>
public interface IIndexProof
{
    /// <exception cref="HashSetRefusedException">It does not, with <see cref="RefusalReason.ProofFailed"/>.</exception>
    void Prove(LoadedHashSet candidate);
}

/// <summary>The proof of a host that has no canary.</summary>
internal sealed class AlwaysProven : IIndexProof
{
    public void Prove(LoadedHashSet candidate)
    {
        // Digests and signature are checked before an index is built; a host without a canary asks for no more.
    }
}
