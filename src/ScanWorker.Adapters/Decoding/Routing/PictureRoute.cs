using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Routing;

/// <summary>A picture, and how it is to be decoded.</summary>
/// <param name="Picture">With the size that the first of the decoders finds.</param>
/// <param name="Decoders">In the order in which they are tried, until one shows something.</param>
/// <param name="Damage">What is broken, whatever a decoder makes of it, or why there is
/// none; null if nothing is.</param>
internal sealed record PictureRoute(
    PictureSurvey Picture, IReadOnlyList<IPictureDecoder> Decoders, UnscannableReason? Damage)
{
    /// <summary>The same decoders, that of this name first; null and a name that is none of theirs change
    /// nothing.</summary>
    public PictureRoute AskingFirst(string? decoder) => decoder is null
        ? this
        : this with { Decoders = [.. Decoders.OrderBy(one => one.Name == decoder ? 0 : 1)] };
}
