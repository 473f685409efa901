using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Routing;

/// <summary>A format, and what decodes it: the same facts for <c>doctor</c> and for the documentation.</summary>
/// <param name="Format">As first bytes tell it.</param>
/// <param name="Plain">Decoders of pictures that every decoder shows alike, or of a foreign format; in the order in
/// which they are asked, those that need isolation apart.</param>
/// <param name="Odd">Decoders of odd and damaged pictures; none for a foreign format.</param>
internal sealed record FormatTable(
    ImageFormat Format, IReadOnlyList<DecoderRow> Plain, IReadOnlyList<DecoderRow> Odd)
{
    /// <summary>It is decoded where there is no isolation.</summary>
    public bool IsDecodedWithin => Plain.Any(row => !row.NeedsIsolation);

    /// <summary>Every format of a table.</summary>
    public static IReadOnlyList<FormatTable> Of(IReadOnlyList<DecoderRow> rows) =>
    [
        .. Enum.GetValues<ImageFormat>().Select(format => new FormatTable(
            format, [.. rows.Where(row => row.Kind != PictureKind.Odd && row.Formats.Contains(format))],
            [.. rows.Where(row => row.Kind == PictureKind.Odd && row.Formats.Contains(format))])),
    ];
}
