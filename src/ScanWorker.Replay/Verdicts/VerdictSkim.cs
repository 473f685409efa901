using System.Text;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Replay.Verdicts;

/// <summary>
/// Reads, without making an object, the fingerprints of a verdict that found nothing: by far the most there are. It
/// knows one layout, our own writer's; whatever else it meets it leaves to the reader that knows JSON.
/// </summary>
internal ref struct VerdictSkim
{
    /// <summary>32 frames, eight transforms each; a verdict with more is read in full.</summary>
    public const int HashesMax = 256;

    private readonly SkimTokens _tokens;
    private readonly Span<PerceptualHash> _buffer;
    private readonly int _length;
    private SkimCursor _cursor;
    private Hash128 _md5;
    private Hash160 _sha1;
    private Hash256 _sha256;
    private Hash512? _sha512;

    private VerdictSkim(ReadOnlySpan<byte> text, SkimTokens tokens, Span<PerceptualHash> buffer)
    {
        _tokens = tokens;
        _buffer = buffer;
        _cursor = new SkimCursor(text);
        _length = text.Length;
    }

    /// <summary>Set version that the upload was judged against.</summary>
    public long HashSetVersion { get; private set; }

    /// <summary>Version of the policy that judged it, as it is written; empty where it does not stand there.</summary>
    public ReadOnlySpan<byte> PolicyVersion { get; private set; }

    /// <summary>How many of the caller's hashes are filled.</summary>
    public int HashCount { get; private set; }

    /// <summary>Where the list of the hashes stands in what was read, without its brackets.</summary>
    public Range Hashes { get; private set; }

    public readonly ContentDigests Digests => new(_md5, _sha1, _sha256) { Sha512 = _sha512 };

    /// <param name="json">The verdict's JSON, or its beginning as it stands in a recording's line.</param>
    /// <param name="isEscaped">The latter.</param>
    /// <param name="hashes">Receives the perceptual hashes.</param>
    /// <param name="skim">What was read.</param>
    /// <returns>False: not a verdict <c>no-match</c>, <c>allow</c>, <c>nothing-known</c> in our layout; nothing is said
    /// of what it is.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> json, bool isEscaped, Span<PerceptualHash> hashes, out VerdictSkim skim)
    {
        skim = new VerdictSkim(json, isEscaped ? SkimTokens.Escaped : SkimTokens.Plain, hashes);
        return skim.TryRead();
    }

    private bool TryRead() =>
        _cursor.Passes(_tokens.Start) && _cursor.PassesText()
        && _cursor.Passes(_tokens.Verdict) && _cursor.Passes("no-match"u8)
        && _cursor.Passes(_tokens.Action) && _cursor.Passes("allow"u8)
        && _cursor.Passes(_tokens.Reason) && _cursor.Passes("nothing-known"u8)
        && TryReadDigests() && TryReadHashes()
        && _cursor.Passes(_tokens.NoMatches) && _cursor.TryReadNumber(out var version)
        && (HashSetVersion = version) >= 0 && ReadPolicyVersion();

    private bool ReadPolicyVersion()
    {
        if (_cursor.Passes(_tokens.PolicyVersion))
        {
            var text = _cursor.Rest;
            PolicyVersion = _cursor.PassesText() ? text[..^_cursor.Rest.Length] : [];
        }

        return true;
    }

    private bool TryReadDigests()
    {
        Span<byte> bytes = stackalloc byte[64];
        if (!_cursor.Passes(_tokens.Digests) || !_cursor.TryReadHex(bytes[..16]))
        {
            return false;
        }

        _md5 = new Hash128(bytes[..16]);
        if (!_cursor.Passes(_tokens.Sha1) || !_cursor.TryReadHex(bytes[..20]))
        {
            return false;
        }

        _sha1 = new Hash160(bytes[..20]);
        if (!_cursor.Passes(_tokens.Sha256) || !_cursor.TryReadHex(bytes[..32]))
        {
            return false;
        }

        _sha256 = new Hash256(bytes[..32]);
        if (_cursor.Passes(_tokens.Sha512))
        {
            if (!_cursor.TryReadHex(bytes))
            {
                return false;
            }

            _sha512 = new Hash512(bytes);
        }

        return _cursor.Passes(_tokens.Perceptual);
    }

    private bool TryReadHashes()
    {
        Span<byte> bytes = stackalloc byte[32];
        var start = _length - _cursor.Rest.Length;
        do
        {
            if (HashCount == _buffer.Length || !_cursor.Passes(_tokens.Pdq)
                || !_cursor.TryReadHex(bytes) || !_cursor.Passes(_tokens.Quality)
                || !TryReadInteger(out var quality)
                || !_cursor.Passes(_tokens.Frame) || !TryReadInteger(out var frame)
                || !_cursor.Passes(_tokens.Transform)
                || !TryReadTransform(out var transform) || !_cursor.Passes(_tokens.PdqEnd))
            {
                return false;
            }

            _buffer[HashCount++] = new PerceptualHash(new Hash256(bytes), quality, frame, transform);
        }
        while (_cursor.Passes(","u8));

        Hashes = start..(_length - _cursor.Rest.Length);
        return true;
    }

    private bool TryReadInteger(out int number)
    {
        var isRead = _cursor.TryReadNumber(out var read) && read <= int.MaxValue;
        number = isRead ? (int)read : 0;
        return isRead;
    }

    private bool TryReadTransform(out DihedralTransform transform)
    {
        transform = DihedralTransform.Original;
        if (_cursor.Passes("original"u8))
        {
            return true;
        }

        transform = _cursor.Passes("rotate90"u8) ? DihedralTransform.Rotate90
            : _cursor.Passes("rotate180"u8) ? DihedralTransform.Rotate180
            : _cursor.Passes("rotate270"u8) ? DihedralTransform.Rotate270
            : _cursor.Passes("flipx"u8) ? DihedralTransform.FlipX
            : _cursor.Passes("flipy"u8) ? DihedralTransform.FlipY
            : _cursor.Passes("flipplus1"u8) ? DihedralTransform.FlipPlus1
            : _cursor.Passes("flipminus1"u8) ? DihedralTransform.FlipMinus1
            : DihedralTransform.Original;
        return transform != DihedralTransform.Original;
    }
}

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

    public byte[] Sha512 { get; } = Of("\",\"sha512\":\"", isEscaped);

    public byte[] Perceptual { get; } = Of("\"},\"perceptual\":[", isEscaped);

    public byte[] Pdq { get; } = Of($"{{\"algorithm\":\"{HashAlgorithm.PdqId}\",\"hash\":\"", isEscaped);

    public byte[] Quality { get; } = Of("\",\"quality\":", isEscaped);

    public byte[] Frame { get; } = Of(",\"frame\":", isEscaped);

    public byte[] Transform { get; } = Of(",\"transform\":\"", isEscaped);

    public byte[] PdqEnd { get; } = Of("\"}", isEscaped);

    public byte[] PolicyVersion { get; } = Of(",\"policyVersion\":\"", isEscaped);

    public byte[] NoMatches { get; } = Of("],\"matches\":[],\"hashSetVersion\":", isEscaped);

    private static byte[] Of(string json, bool isEscaped) =>
        Encoding.ASCII.GetBytes(isEscaped ? json.Replace("\"", "\\\"", StringComparison.Ordinal) : json);
}
