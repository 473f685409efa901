using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Pipeline.Control;

/// <summary>The proof of a host that has no canary.</summary>
internal sealed class AlwaysProven : IIndexProof
{
    public void Prove(LoadedHashSet candidate)
    {
        // Digests and signature are checked before an index is built; a host without a canary asks for no more.
    }
}
