using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ScanWorker.Adapters.Kafka;

/// <summary>What librdkafka does not tell of a certificate that it does not trust: whether its time is over.</summary>
internal static class BrokerCertificate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks at the first broker's certificate, trusts nothing and sends nothing.</summary>
    /// <returns>A sentence, or null when it is in its time, or cannot be had.</returns>
    public static string? ProblemOf(KafkaOptions options, DateTimeOffset now)
    {
        try
        {
            var address = options.BootstrapServers.Split(',')[0].Split("://")[^1];
            var colon = address.LastIndexOf(':');
            using var tcp = new TcpClient();
            // It answered just now.
            tcp.Connect(address[..colon], int.Parse(address[(colon + 1)..], CultureInfo.InvariantCulture));
            return Judge(Shown(tcp, address[..colon]), now);
        }
        catch (Exception e) when (e is SocketException or IOException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static X509Certificate2? Shown(TcpClient tcp, string host)
    {
        X509Certificate2? shown = null;
        using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            shown = certificate is null ? null : new X509Certificate2(certificate);
            return false;
        });
        tls.ReadTimeout = tls.WriteTimeout = (int)Patience.TotalMilliseconds;
        try
        {
            tls.AuthenticateAsClient(host);
        }
        catch (AuthenticationException)
        {
            // It was only looked at.
        }

        return shown;
    }

    private static string? Judge(X509Certificate2? shown, DateTimeOffset now)
    {
        using var certificate = shown;
        if (certificate is null)
        {
            return null;
        }

        var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return until < now ? $"Its certificate ({certificate.Subject}) has expired on {until:yyyy-MM-dd}."
            : from > now ? $"Its certificate ({certificate.Subject}) is good only from {from:yyyy-MM-dd} on: see this machine's clock."
            : null;
    }
}
