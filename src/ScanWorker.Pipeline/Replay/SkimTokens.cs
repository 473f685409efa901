using System.Text;

namespace ScanWorker.Pipeline.Replay;

/// <summary>
/// The pieces between the values of a verdict's JSON, in the order in which our own writer puts them.
/// </summary>
/// <param name="isEscaped">As the payload stands in a recording's line, where every quote has a backslash before
/// it.</param>
internal sealed class SkimTokens(bool isEscaped)
{
    public static SkimTokens Plain { get; } = new(isEscaped: false);

    public static SkimTokens Escaped { get; } = new(isEscaped: true);

    public byte[] Start { get; } = Of("{\"uploadId\":\"", isEscaped);

    public byte[] Verdict { get; } = Of("\",\"verdict\":\"", isEscaped);

    public byte[] Action { get; } = Of("\",\"action\":\"", isEscaped);

    public byte[] Reason { get; } = Of("\",\"reason\":\"", isEscaped);

    public byte[] Digests { get; } = Of("\",\"digests\":{\"md5\":\"", isEscaped);

    public byte[] Sha1 { get; } = Of("\",\"sha1\":\"", isEscaped);

    public byte[] Sha256 { get; } = Of("\",\"sha256\":\"", isEscaped);

    public byte[] Perceptual { get; } = Of("\"},\"perceptual\":[", isEscaped);

    public byte[] Pdq { get; } = Of("{\"algorithm\":\"pdq\",\"hash\":\"", isEscaped);

    public byte[] Quality { get; } = Of("\",\"quality\":", isEscaped);

    public byte[] Frame { get; } = Of(",\"frame\":", isEscaped);

    public byte[] Transform { get; } = Of(",\"transform\":\"", isEscaped);

    public byte[] PdqEnd { get; } = Of("\"}", isEscaped);

    public byte[] NoMatches { get; } = Of("],\"matches\":[],\"hashSetVersion\":", isEscaped);

    private static byte[] Of(string json, bool isEscaped) =>
        Encoding.ASCII.GetBytes(isEscaped ? json.Replace("\"", "\\\"", StringComparison.Ordinal) : json);
}
