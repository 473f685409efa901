using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Pipeline.Ports;

/// <summary>Looks at the frames of one picture as they are decoded.</summary>
public interface IFrameVisitor
{
    /// <param name="frame">From 0, ascending, without gaps.</param>
    /// <param name="plane">The frame's luma. Lent: the decoder takes it back when this call returns.</param>
    void Visit(int frame, LumaPlane plane);
}
