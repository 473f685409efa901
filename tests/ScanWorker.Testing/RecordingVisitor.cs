using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Testing;

/// <summary>Keeps the fingerprint of every frame it is shown, and of every other look at one.</summary>
internal sealed class RecordingVisitor : IFrameVisitor
{
    public List<PdqFingerprint> Frames { get; } = [];

    public List<(FrameView View, PdqFingerprint Print)> Looks { get; } = [];

    public void Visit(FrameView view, LumaPlane plane)
    {
        var print = PdqHasher.Hash(plane);
        Looks.Add((view, print));
        if (view != new FrameView(view.Frame))
        {
            return;
        }

        if (view.Frame != Frames.Count)
        {
            throw new InvalidOperationException($"Frame {view.Frame} was shown after {Frames.Count} frames.");
        }

        Frames.Add(print);
    }
}
