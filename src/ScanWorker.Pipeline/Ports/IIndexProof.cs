using ScanWorker.Matching.HashSets;

namespace ScanWorker.Pipeline.Ports;

/// <summary>Proves an index before it becomes the live one: it must find what it must find.</summary>
public interface IIndexProof
{
    /// <exception cref="HashSetRefusedException">It does not, with <see cref="RefusalReason.ProofFailed"/>.</exception>
    void Prove(Control.LoadedHashSet candidate);
}
