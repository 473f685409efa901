using System.Collections.Immutable;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Routing;

/// <summary>A decoder and one of its formats, as they were tried where they are used.</summary>
/// <param name="Decoder">Its name.</param>
/// <param name="Version">Of its library.</param>
/// <param name="Format">Of the picture of ours that it was given.</param>
/// <param name="Works">It showed that picture, and rightly.</param>
internal sealed record DecoderProof(string Decoder, string Version, ImageFormat Format, bool Works)
{
    /// <summary>Has every decoder of a table decode a picture of each of its formats, in this process as it now
    /// is.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="pictures">The same scene in every format. The first is decoded by the first decoder that needs no
    /// isolation; what comes out is what the others must show.</param>
    public static ImmutableArray<DecoderProof> Try(
        IReadOnlyList<DecoderRow> rows, IReadOnlyList<ReadOnlyMemory<byte>> pictures)
    {
        var managed = rows.First(row => !row.NeedsIsolation);
        var known = HashOf(managed, FormatOf(pictures[0]), pictures[0])
            ?? throw new InvalidOperationException("The first picture has a format of the first managed decoder.");
        var tried =
            from row in rows
            from format in row.Formats
            let picture = pictures.First(picture => FormatOf(picture) == format)
            group (row, format, picture) by (row.Decoder, format) into one
            let first = one.First()
            select new DecoderProof(
                first.row.Decoder.Name, first.row.Decoder.Version, first.format,
                HashOf(first.row, first.format, first.picture) is { } hash
                && hash.DistanceTo(in known) <= HashAlgorithm.Pdq.DefaultDistance);
        return [.. tried];
    }

    /// <summary>The table without what does not work.</summary>
    public static IReadOnlyList<DecoderRow> Reduce(
        IReadOnlyList<DecoderRow> rows, ImmutableArray<DecoderProof> proofs) =>
    [
        .. rows.Select(row => row with
        {
            Formats =
            [
                .. row.Formats.Where(format => proofs.Any(
                    proof => proof.Works && proof.Decoder == row.Decoder.Name && proof.Format == format)),
            ],
        }),
    ];

    private static ImageFormat FormatOf(ReadOnlyMemory<byte> picture) =>
        FormatSniffer.Sniff(picture.Span, out var format) is null
            ? format
            : FormatSniffer.ForeignFormat(picture.Span)
                ?? throw new InvalidOperationException("The pictures are of formats that are decoded.");

    private static Hash256? HashOf(DecoderRow row, ImageFormat format, ReadOnlyMemory<byte> picture)
    {
        var hasher = new FrameHasher(FrameTransforms.Upright, CropQueries.None, TimeProvider.System);
        try
        {
            return row.Decoder.IsAvailable && SurveyOf(row, format, picture).TryGet(out var survey)
                && row.Decoder.Decode(survey, framesMax: 1, hasher, CancellationToken.None) is null
                && hasher.Hashes is [var first, ..]
                ? first.Hash
                : null;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException
            or EntryPointNotFoundException or BadImageFormatException)
        {
            return null;
        }
    }

    private static Outcome<PictureSurvey> SurveyOf(DecoderRow row, ImageFormat format, ReadOnlyMemory<byte> picture)
    {
        if (row.ReadHeader is not { } read)
        {
            return PictureSurvey.Of(picture, framesMax: 1);
        }

        return read(format, picture).TryGet(out var structure)
            ? PictureSurvey.Of(format, picture, structure)
            : Damage.Undecodable;
    }
}
