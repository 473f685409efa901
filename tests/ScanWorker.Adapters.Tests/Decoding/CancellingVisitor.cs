using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>Reaches the deadline when it has seen some frames.</summary>
internal sealed class CancellingVisitor(CancellationTokenSource deadline, int afterFrames) : IFrameVisitor
{
    public int Seen { get; private set; }

    public void Visit(FrameView view, LumaPlane plane)
    {
        if (++Seen == afterFrames)
        {
            deadline.Cancel();
        }
    }
}
