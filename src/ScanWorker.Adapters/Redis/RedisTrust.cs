using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// Believes a server whose certificate an authority of ours has signed, and says of another what is wrong with it.
/// </summary>
internal sealed class RedisTrust
{
    private readonly X509Certificate2Collection _authorities = [];

    /// <param name="authorityFile">PEM, one certificate or several.</param>
    public RedisTrust(string authorityFile) => _authorities.ImportFromPemFile(authorityFile);

    /// <exception cref="AuthenticationException">It is not to be believed: the client shows this as the
    /// reason.</exception>
    public bool Believes(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            throw new AuthenticationException("It shows no certificate.");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new AuthenticationException($"Its certificate ({certificate.Subject}) is another host's.");
        }

        using var shown = new X509Certificate2(certificate);
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // An authority of one's own publishes no list.
        foreach (var link in chain?.ChainElements.Skip(1) ?? [])
        {
            ours.ChainPolicy.ExtraStore.Add(link.Certificate);
        }

        return ours.Build(shown) ? true : throw new AuthenticationException(Problem(shown, ours));
    }

    private static string Problem(X509Certificate2 shown, X509Chain chain)
    {
        if (!chain.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)))
        {
            return $"Its certificate ({shown.Subject}) is not of an authority in Redis:CertificateAuthority.";
        }

        var (from, until) = (shown.NotBefore.ToUniversalTime(), shown.NotAfter.ToUniversalTime());
        return $"Its certificate ({shown.Subject}) is good from {from:yyyy-MM-dd} to {until:yyyy-MM-dd} only.";
    }
}
