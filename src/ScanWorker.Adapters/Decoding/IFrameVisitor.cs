using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Looks at the frames of one picture as they are decoded.</summary>
internal interface IFrameVisitor
{
    /// <param name="view">Frames come ascending from 0 without gaps; of each, all of it as it is stored comes
    /// first.</param>
    /// <param name="plane">Its luma. Lent: the decoder takes it back when this call returns.</param>
    void Visit(FrameView view, LumaPlane plane);
}
