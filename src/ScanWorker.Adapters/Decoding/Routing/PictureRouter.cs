using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Routing;

/// <summary>Finds the decoders of a picture by the table.</summary>
/// <param name="rows">In order.</param>
/// <param name="isIsolated">Whether native decoders may be used: this process can be killed, and has no rights to
/// lose.</param>
internal sealed class PictureRouter(IReadOnlyList<DecoderRow> rows, bool isIsolated)
{
    private readonly DecoderRow[] _rows =
        [.. rows.Where(row => (isIsolated || !row.NeedsIsolation) && row.IsAvailable)];

    /// <param name="content">All of it.</param>
    /// <param name="framesMax">How many frames to list.</param>
    /// <param name="deadline">Ends the walk through the structure.</param>
    /// <returns>A route, without decoders where none may speak for the picture: its damage then says why. Or why
    /// nothing is known of a picture.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="deadline"/> was reached.</exception>
    public Outcome<PictureRoute> RouteOf(
        ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline)
    {
        if (FormatSniffer.Sniff(content.Span, out var format) is { } refused)
        {
            return FormatSniffer.ForeignFormat(content.Span) is { } foreign
                ? RouteByHeader(
                    new PictureSurvey(foreign, content, PictureStructure.Unread), PictureKind.Foreign, refused,
                    ForeignOddity.Of(foreign, content, deadline))
                : refused;
        }

        var read = PictureStructure.Read(format, content, framesMax, deadline);
        if (!read.TryGet(out var structure))
        {
            return RouteByHeader(
                new PictureSurvey(format, content, PictureStructure.Unread), PictureKind.Odd, read.Reason);
        }

        var survey = PictureSurvey.Of(format, content, structure);
        if (!structure.IsCanonical)
        {
            return RouteByHeader(survey, PictureKind.Odd, ReasonOf(structure), structure.Oddity);
        }

        var decoders = DecodersFor(format, PictureKind.Canonical);
        return decoders.Count > 0 ? new PictureRoute(survey, decoders, null) : ReasonOf(structure);
    }

    /// <summary>The whole pictures beside the first that a viewer can reach, as many as are wanted.</summary>
    /// <remarks>What is wrong with one is not held against the first: it is left out.</remarks>
    public IEnumerable<PictureRoute> FurtherOf(PictureRoute route, int picturesMax, CancellationToken deadline)
    {
        foreach (var content in route.Picture.Structure.Further.Take(picturesMax))
        {
            if (RouteOf(content, framesMax: 1, deadline).TryGet(out var further) && further.Decoders.Count > 0)
            {
                yield return further;
            }
        }
    }

    private static UnscannableReason ReasonOf(PictureStructure structure) =>
        structure.Damage ?? structure.Oddity?.Reason() ?? UnscannableCode.AmbiguousPicture;

    private Outcome<PictureRoute> RouteByHeader(
        PictureSurvey survey, PictureKind kind, UnscannableReason otherwise, Oddity? oddity = null)
    {
        foreach (var row in _rows.Where(row => row.Kind == kind && row.Formats.Contains(survey.Format)))
        {
            if (row.ReadHeader?.Invoke(survey.Format, survey.Content) is { } read && read.TryGet(out var header))
            {
                // An animated PNG is known better by our own reader than by any decoder.
                var structure = survey.Structure.Frames.Count > 1 && survey.Format == ImageFormat.Png
                    ? survey.Structure
                    : header with { Further = survey.Structure.Further };
                var damage = otherwise.Code == UnscannableCode.Corrupt ? otherwise
                    : oddity is { IsContested: true } contested ? contested.Reason()
                    : (UnscannableReason?)null;
                return new PictureRoute(
                    survey with { Structure = structure }, DecodersFor(survey.Format, kind), damage);
            }
        }

        // Its size is known all the same, and may be beyond the limits.
        return ReferenceEquals(survey.Structure, PictureStructure.Unread)
            ? otherwise
            : new PictureRoute(survey, [], otherwise);
    }

    // Each once: one that stands first for a format and again as the last resort shows nothing the second time either.
    private List<IPictureDecoder> DecodersFor(ImageFormat format, PictureKind kind) =>
        [.. _rows.Where(row => row.Kind == kind && row.Formats.Contains(format)).Select(row => row.Decoder).Distinct()];
}
