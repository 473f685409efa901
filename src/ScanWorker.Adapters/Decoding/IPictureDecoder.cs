using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Turns the bytes of a picture into luma planes. Works on the calling thread, from first to last;
/// thread-safe.</summary>
internal interface IPictureDecoder
{
    /// <summary>In kebab-case.</summary>
    string Name { get; }

    /// <summary>Of the library that decodes, as it says itself: letters, digits, dots and hyphens.</summary>
    string Version { get; }

    /// <summary>The library is there. Loads it.</summary>
    bool IsAvailable { get; }

    /// <summary>Decodes the first frames, one at a time, and hands each to <paramref name="visitor"/>.</summary>
    /// <param name="picture">One that it takes. Decoding never takes much more memory than the survey says.</param>
    /// <param name="framesMax">How many frames at most, at least 1.</param>
    /// <param name="visitor">Sees frame 0, 1, 2 and so on as a viewer would show them, before this method
    /// returns.</param>
    /// <param name="deadline">Ends the work at the next look at it, which can be one row or one frame away.</param>
    /// <returns>Null when all of those frames were shown; or <see cref="UnscannableCode.Corrupt"/>,
    /// <see cref="UnscannableCode.UnsupportedFormat"/> or <see cref="UnscannableCode.DecodeMemory"/>. The visitor may
    /// have seen frames before such an end.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="deadline"/> was reached.</exception>
    UnscannableReason? Decode(
        PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline);
}
