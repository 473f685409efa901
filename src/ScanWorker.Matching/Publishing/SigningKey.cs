using System.Security.Cryptography;

namespace ScanWorker.Matching.Publishing;

/// <summary>ECDSA P-256 keys for manifests, as PEM.</summary>
public static class SigningKey
{
    private const int KeyBits = 256;

    /// <summary>A new pair: <c>PRIVATE KEY</c> (PKCS#8) and <c>PUBLIC KEY</c> (SubjectPublicKeyInfo).</summary>
    public static (string PrivatePem, string PublicPem) Generate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key.ExportPkcs8PrivateKeyPem(), key.ExportSubjectPublicKeyInfoPem());
    }

    /// <exception cref="ArgumentException">It is not a private key on P-256.</exception>
    public static ECDsa ReadPrivate(string pem) => Read(pem);

    /// <returns>The key's SubjectPublicKeyInfo, DER.</returns>
    /// <exception cref="ArgumentException">It is not a public key on P-256.</exception>
    internal static byte[] ReadPublic(string pem)
    {
        using var key = Read(pem);
        return key.ExportSubjectPublicKeyInfo();
    }

    private static ECDsa Read(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize != KeyBits
                || key.ExportParameters(false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                throw new ArgumentException("The key is not on the curve P-256.", nameof(pem));
            }

            return key;
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw problem is ArgumentException ? problem
                : new ArgumentException("The key cannot be read.", nameof(pem), problem);
        }
    }
}
