using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding;

/// <summary>What is known of a picture before any pixel is decoded. The content is walked once, here.</summary>
/// <param name="Format">By its first bytes.</param>
/// <param name="Content">All of it.</param>
/// <param name="Structure">How its bytes are laid out.</param>
internal sealed record PictureSurvey(ImageFormat Format, ReadOnlyMemory<byte> Content, PictureStructure Structure)
{
    /// <summary>A still picture that says it has transparent pixels.</summary>
    public bool MayBeTransparent { get; } =
        Structure.IsStill && Transparency.MayBeIn(Format, Structure.Frames[0]);

    public long Pixels => (long)Structure.Width * Structure.Height;

    /// <summary>Finds the format by its first bytes, then walks the structure. Decodes nothing.</summary>
    /// <param name="content">All of it.</param>
    /// <param name="framesMax">How many frames to list.</param>
    /// <param name="deadline">Ends the walk.</param>
    /// <returns>The survey; or <see cref="UnscannableCode.Empty"/>, <see cref="UnscannableCode.UnsupportedFormat"/>
    /// (the detail names the format), <see cref="UnscannableCode.UnknownFormat"/> or
    /// <see cref="UnscannableCode.Corrupt"/>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="deadline"/> was reached.</exception>
    public static Outcome<PictureSurvey> Of(
        ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline = default)
    {
        if (FormatSniffer.Sniff(content.Span, out var format) is { } refused)
        {
            return refused;
        }

        var read = PictureStructure.Read(format, content, framesMax, deadline);
        return read.TryGet(out var structure) ? Of(format, content, structure) : read.Reason;
    }

    /// <summary>A survey whose estimate of memory has room for transparency.</summary>
    public static PictureSurvey Of(ImageFormat format, ReadOnlyMemory<byte> content, PictureStructure structure)
    {
        var survey = new PictureSurvey(format, content, structure);
        return survey.MayBeTransparent
            ? survey with { Structure = structure with { DecodeBytes = structure.DecodeBytes + survey.Pixels } }
            : survey;
    }

    public override string ToString() => $"survey of a {Format} picture";
}
