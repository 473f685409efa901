using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Publishing;

/// <summary>A manifest together with the exact bytes that carry it: JSON whose last members prove the rest.</summary>
/// <remarks>
/// The document is <c>{…,"sha256":"64 hex"}</c> or <c>{…,"sha256":"64 hex","signature":"88 base64"}</c>. Both prove the
/// bytes of <c>{…}</c>, the same object without them: what was written is what is checked, so that no second writer of
/// JSON has to agree with the first on blanks, escapes or order. The signature is ECDSA over P-256 with SHA-256, 64
/// bytes r and s (IEEE P1363).
/// </remarks>
public sealed class SealedManifest
{
    /// <summary>A manifest is small; more is not one of ours. Guards the reader's memory.</summary>
    public const int LengthBytesMax = 4 << 20;

    private const int SignatureBytes = 64;
    private const string DigestIntro = ",\"sha256\":\"";
    private const string SignatureIntro = "\",\"signature\":\"";
    private const string End = "\"}";
    private const int DigestTailLength = 11 + 64 + 2;
    private const int SignedTailLength = DigestTailLength + 13 + 2 + 88;

    private SealedManifest(HashSetManifest manifest, ReadOnlyMemory<byte> document, bool isSigned)
    {
        Manifest = manifest;
        Document = document;
        IsSigned = isSigned;
    }

    public HashSetManifest Manifest { get; }

    /// <summary>What is stored and sent, byte for byte.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>It carries a signature; whether that is one we trust is <see cref="ManifestTrust"/>'s matter.</summary>
    public bool IsSigned { get; }

    /// <param name="manifest">What is to be sealed.</param>
    /// <param name="key">A private key on P-256, or null for an unsigned manifest.</param>
    public static SealedManifest Seal(HashSetManifest manifest, ECDsa? key)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.HashSetManifest);
        var tail = new StringBuilder(DigestIntro).Append(Convert.ToHexStringLower(SHA256.HashData(payload)));
        if (key is not null)
        {
            tail.Append(SignatureIntro).Append(Convert.ToBase64String(key.SignData(payload, HashAlgorithmName.SHA256)));
        }

        tail.Append(End);
        byte[] document = [.. payload.AsSpan(..^1), .. Encoding.ASCII.GetBytes(tail.ToString())];
        return new SealedManifest(manifest, document, key is not null);
    }

    /// <summary>
    /// Reads a document, having checked its digest, and its signature as <paramref name="trust"/> asks.
    /// </summary>
    /// <exception cref="HashSetRefusedException">It is cut, changed, unsigned or signed by a stranger, or not a
    /// manifest.</exception>
    public static SealedManifest Open(ReadOnlyMemory<byte> document, ManifestTrust trust)
    {
        var bytes = document.Span;
        if (bytes.Length > LengthBytesMax)
        {
            throw new HashSetRefusedException(RefusalReason.Malformed, "The manifest is longer than any of ours.");
        }

        var isSigned = HasTail(bytes, SignedTailLength, SignatureIntro);
        var tailLength = isSigned ? SignedTailLength : DigestTailLength;
        if (!isSigned && !HasTail(bytes, DigestTailLength, End))
        {
            throw new HashSetRefusedException(RefusalReason.Corrupt, "The manifest does not end in its own digest.");
        }

        byte[] payload = [.. bytes[..^tailLength], (byte)'}'];
        var digest = bytes.Slice(bytes.Length - tailLength + DigestIntro.Length, Hash256.SizeBytes * 2);
        if (!digest.SequenceEqual(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(payload)))))
        {
            throw new HashSetRefusedException(RefusalReason.Corrupt, "The manifest differs from its own digest.");
        }

        trust.Check(payload, isSigned ? ReadSignature(bytes) : default);
        return new SealedManifest(Parse(payload), document, isSigned);
    }

    private static bool HasTail(ReadOnlySpan<byte> document, int tailLength, string afterDigest)
    {
        if (document.Length <= tailLength || !document.EndsWith("\"}"u8))
        {
            return false;
        }

        var tail = document[^tailLength..];
        var rest = tail[(DigestIntro.Length + (Hash256.SizeBytes * 2))..];
        return tail.StartsWith(Encoding.ASCII.GetBytes(DigestIntro))
            && rest.StartsWith(Encoding.ASCII.GetBytes(afterDigest));
    }

    private static byte[] ReadSignature(ReadOnlySpan<byte> document)
    {
        var text = Encoding.ASCII.GetString(document[^(88 + End.Length)..^End.Length]);
        var signature = new byte[SignatureBytes];
        var isRead = Convert.TryFromBase64String(text, signature, out var written) && written == SignatureBytes;
        // The last digit has bits to spare: one text a signature.
        return isRead && Convert.ToBase64String(signature) == text
            ? signature
            : throw new HashSetRefusedException(RefusalReason.BadSignature, "The signature is not base64 of 64 bytes.");
    }

    private static HashSetManifest Parse(byte[] payload)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(payload, ManifestJson.Default.HashSetManifest);
            return manifest is null
                ? throw new HashSetRefusedException(RefusalReason.Malformed, "The manifest is null.")
                : ManifestRules.Checked(manifest);
        }
        catch (JsonException problem)
        {
            throw new HashSetRefusedException(RefusalReason.Malformed, "The manifest is not the JSON of one.", problem);
        }
    }
}

/// <summary>What must hold of every manifest, whoever signed it.</summary>
internal static class ManifestRules
{
    /// <summary>A longer chain of deltas is not one that our publisher makes.</summary>
    internal const int SegmentsMax = 4096;

    /// <exception cref="HashSetRefusedException">It is of an unknown format or says something impossible.</exception>
    internal static HashSetManifest Checked(HashSetManifest manifest)
    {
        if (manifest.Format != HashSetManifest.CurrentFormat)
        {
            throw new HashSetRefusedException(
                RefusalReason.UnknownFormat, $"The manifest has format {manifest.Format}; this program knows 1.");
        }

        var isPossible = manifest is { Set.Length: > 0, Version: > 0, Parent: >= 0 }
            && manifest.Parent < manifest.Version
            && manifest is { Banks.IsDefault: false, Segments.IsDefault: false, Segments.Length: <= SegmentsMax }
            && manifest.Segments.All(IsPossible)
            && manifest.Banks.All(bank => bank is { Name.Length: > 0, Entries: >= 0, Sources.IsDefault: false });
        return isPossible
            ? manifest
            : throw new HashSetRefusedException(RefusalReason.Malformed, "The manifest says something impossible.");
    }

    private static bool IsPossible(SegmentFacts segment) =>
        segment is { LengthBytes: > 0, Entries: >= 0, Withdrawals: >= 0 }
            && segment.Id == SegmentFacts.IdOf(segment.Sha256);
}
