using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>Reaches the deadline when it has seen some frames.</summary>
internal sealed class CancellingVisitor(CancellationTokenSource deadline, int afterFrames) : IFrameVisitor
{
    public int Seen { get; private set; }

    public void Visit(int frame, LumaPlane plane)
    {
        if (++Seen == afterFrames)
        {
            deadline.Cancel();
        }
    }
}
