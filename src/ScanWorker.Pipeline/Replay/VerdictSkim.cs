using System.Buffers.Text;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Replay;

/// <summary>
/// Reads, without making an object, the fingerprints of a verdict that found nothing: by far the most there are. It
/// knows one layout, our own writer's; whatever else it meets it leaves to the reader that knows JSON.
/// </summary>
internal ref struct VerdictSkim
{
    private readonly SkimTokens _tokens;
    private readonly Span<PerceptualHash> _buffer;
    private ReadOnlySpan<byte> _rest;
    private Hash128 _md5;
    private Hash160 _sha1;
    private Hash256 _sha256;

    private VerdictSkim(ReadOnlySpan<byte> text, SkimTokens tokens, Span<PerceptualHash> buffer)
    {
        _tokens = tokens;
        _buffer = buffer;
        _rest = text;
    }

    /// <summary>Set version that the upload was judged against.</summary>
    public long HashSetVersion { get; private set; }

    /// <summary>How many of the caller's hashes are filled.</summary>
    public int HashCount { get; private set; }

    public readonly ContentDigests Digests => new(_md5, _sha1, _sha256);

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
        Passes(_tokens.Start) && PassesText() && Passes(_tokens.Verdict) && Passes("no-match"u8)
            && Passes(_tokens.Action)
        && Passes("allow"u8) && Passes(_tokens.Reason) && Passes("nothing-known"u8) && TryReadDigests()
        && TryReadHashes()
        && Passes(_tokens.NoMatches) && TryReadNumber(out var version) && (HashSetVersion = version) >= 0;

    private bool TryReadDigests()
    {
        Span<byte> bytes = stackalloc byte[32];
        if (!Passes(_tokens.Digests) || !TryReadHex(bytes[..16]))
        {
            return false;
        }

        _md5 = new Hash128(bytes[..16]);
        if (!Passes(_tokens.Sha1) || !TryReadHex(bytes[..20]))
        {
            return false;
        }

        _sha1 = new Hash160(bytes[..20]);
        if (!Passes(_tokens.Sha256) || !TryReadHex(bytes))
        {
            return false;
        }

        _sha256 = new Hash256(bytes);
        return Passes(_tokens.Perceptual);
    }

    private bool TryReadHashes()
    {
        Span<byte> bytes = stackalloc byte[32];
        while (Passes(_tokens.Pdq))
        {
            if (HashCount == _buffer.Length || !TryReadHex(bytes) || !Passes(_tokens.Quality)
                || !TryReadNumber(out var quality)
                || !Passes(_tokens.Frame) || !TryReadNumber(out var frame) || !Passes(_tokens.Transform)
                || !TryReadTransform(out var transform) || !Passes(_tokens.PdqEnd))
            {
                return false;
            }

            _buffer[HashCount++] = new PerceptualHash(new Hash256(bytes), (int)quality, (int)frame, transform);
            _ = Passes(","u8);
        }

        return HashCount > 0;
    }

    private bool TryReadTransform(out DihedralTransform transform)
    {
        transform = DihedralTransform.Original;
        if (Passes("original"u8))
        {
            return true;
        }

        transform = Passes("rotate90"u8) ? DihedralTransform.Rotate90
            : Passes("rotate180"u8) ? DihedralTransform.Rotate180
            : Passes("rotate270"u8) ? DihedralTransform.Rotate270
            : Passes("flipx"u8) ? DihedralTransform.FlipX
            : Passes("flipy"u8) ? DihedralTransform.FlipY
            : Passes("flipplus1"u8) ? DihedralTransform.FlipPlus1
            : Passes("flipminus1"u8) ? DihedralTransform.FlipMinus1
            : DihedralTransform.Original;
        return transform != DihedralTransform.Original;
    }

    private bool Passes(scoped ReadOnlySpan<byte> token)
    {
        if (!_rest.StartsWith(token))
        {
            return false;
        }

        _rest = _rest[token.Length..];
        return true;
    }

    // A text with an escape in it is left to the other reader: the first backslash or quote must be the end.
    private bool PassesText()
    {
        var end = _rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0)
        {
            return false;
        }

        _rest = _rest[end..];
        return true;
    }

    private bool TryReadHex(scoped Span<byte> bytes)
    {
        var digits = bytes.Length * 2;
        if (_rest.Length < digits
            || Convert.FromHexString(_rest[..digits], bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        _rest = _rest[digits..];
        return true;
    }

    private bool TryReadNumber(out long number)
    {
        if (!Utf8Parser.TryParse(_rest, out number, out int length))
        {
            return false;
        }

        _rest = _rest[length..];
        return true;
    }
}
