using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Testing;

/// <summary>Keeps the fingerprint of every frame it is shown.</summary>
internal sealed class RecordingVisitor : IFrameVisitor
{
    public List<PdqFingerprint> Frames { get; } = [];

    public void Visit(int frame, LumaPlane plane)
    {
        if (frame != Frames.Count)
        {
            throw new InvalidOperationException($"Frame {frame} was shown after {Frames.Count} frames.");
        }

        Frames.Add(PdqHasher.Hash(plane));
    }
}
