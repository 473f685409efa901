using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Looks at the frames of one picture as they are decoded.</summary>
internal interface IFrameVisitor
{
    /// <summary>Whether the next frame is to be shown at all. Asked once for each, in their order.</summary>
    /// <param name="frame">Its number in the picture.</param>
    /// <param name="pixels">All of it.</param>
    bool Wants(int frame, PictureRows pixels) => true;

    /// <param name="view">Frames come ascending from 0 without gaps; of each, all of it as it is stored comes
    /// first.</param>
    /// <param name="plane">Its luma. Lent: the decoder takes it back when this call returns.</param>
    void Visit(FrameView view, LumaPlane plane);
}
