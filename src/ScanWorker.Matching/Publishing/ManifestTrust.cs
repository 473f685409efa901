using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ScanWorker.Matching.Publishing;

/// <summary>
/// Whose manifests are believed: the public keys, and whether a manifest may come without a signature.
/// </summary>
/// <remarks>Several keys may be trusted at once, so that a key can be replaced without a moment in which no version is
/// believed.
/// Thread-safe.</remarks>
public sealed class ManifestTrust
{
    private readonly ImmutableArray<byte[]> _publicKeys;
    private readonly bool _isSignatureRequired;

    private ManifestTrust(ImmutableArray<byte[]> publicKeys, bool isSignatureRequired)
    {
        _publicKeys = publicKeys;
        _isSignatureRequired = isSignatureRequired;
    }

    /// <summary>
    /// Believes every manifest whose digest is right. For the custodian's own disk, and where the configuration says
    /// so.
    /// </summary>
    public static ManifestTrust Anyone { get; } = new([], false);

    /// <param name="publicKeysPem">One or more <c>PUBLIC KEY</c> blocks (X.509 SubjectPublicKeyInfo on P-256), or
    /// nothing.</param>
    /// <param name="isSignatureRequired">False lets unsigned manifests pass; a signature that is there must still be
    /// right.</param>
    /// <exception cref="ArgumentException">A block is not a public key on P-256, or none is there and one is
    /// required.</exception>
    public static ManifestTrust Create(string? publicKeysPem, bool isSignatureRequired)
    {
        var keys = ImmutableArray.CreateBuilder<byte[]>();
        var rest = publicKeysPem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            keys.Add(SigningKey.ReadPublic(rest[fields.Location].ToString()));
            rest = rest[fields.Location.End..];
        }

        if (keys.Count == 0 && (isSignatureRequired || !publicKeysPem.AsSpan().Trim().IsEmpty))
        {
            throw new ArgumentException("There is no PUBLIC KEY block in the text.", nameof(publicKeysPem));
        }

        return new ManifestTrust(keys.ToImmutable(), isSignatureRequired);
    }

    /// <summary>Whether what a private key signs is believed.</summary>
    public bool Believes(ECDsa privateKey)
    {
        var own = privateKey.ExportSubjectPublicKeyInfo();
        return _publicKeys.IsEmpty || _publicKeys.Any(trusted => trusted.AsSpan().SequenceEqual(own));
    }

    /// <summary>Checks a manifest's bytes against its signature.</summary>
    /// <param name="payload">What was signed.</param>
    /// <param name="signature">64 bytes, or empty when the manifest has none.</param>
    /// <exception cref="HashSetRefusedException">It is not believed.</exception>
    internal void Check(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        if (signature.IsEmpty)
        {
            if (_isSignatureRequired)
            {
                throw new HashSetRefusedException(RefusalReason.Unsigned,
                    "The manifest has no signature, and one is required.");
            }

            return;
        }

        if (_publicKeys.IsEmpty)
        {
            return;
        }

        foreach (var publicKey in _publicKeys)
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            if (key.VerifyData(payload, signature, HashAlgorithmName.SHA256))
            {
                return;
            }
        }

        throw new HashSetRefusedException(RefusalReason.BadSignature,
            "The manifest is signed by none of the trusted keys.");
    }
}
