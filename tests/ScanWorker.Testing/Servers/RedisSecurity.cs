using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ScanWorker.Testing.Servers;

/// <summary>TLS and one user with the rights that the program needs, for a Redis of a test's own.</summary>
internal sealed class RedisSecurity
{
    private const string Password = "a password of the test's own";
    private readonly string _folder;

    private RedisSecurity(string folder) => _folder = folder;

    public string AuthorityFile => Path.Combine(_folder, "authority.pem");

    public string ConnectionOptions => $"ssl=true,sslHost=localhost,user=scanworker,password={Password},configChannel=";

    /// <summary>Makes an authority and a certificate of its for localhost.</summary>
    public static RedisSecurity Create(string folder)
    {
        using var authorityKey = RSA.Create(2048);
        using var serverKey = RSA.Create(2048);
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var authorityRequest = Request("CN=authority of a test", authorityKey);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(from, until);
        var serverRequest = Request("CN=localhost", serverKey);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        serverRequest.CertificateExtensions.Add(names.Build());
        using var server = serverRequest.Create(authority, from, until, [1, 2, 3, 4]);
        var security = new RedisSecurity(folder);
        File.WriteAllText(security.AuthorityFile, authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.pem"), server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), serverKey.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "users.acl"), Users());
        return security;
    }

    public string[] Arguments(int port) =>
    [
        "--port", "0", "--tls-port", port.ToString(CultureInfo.InvariantCulture), "--tls-auth-clients", "no",
        "--tls-cert-file", Path.Combine(_folder, "server.pem"), "--tls-key-file", Path.Combine(_folder, "server.key"),
        "--tls-ca-cert-file", AuthorityFile, "--aclfile", Path.Combine(_folder, "users.acl"),
    ];

    // The default user cannot log in, but keeps its rights: Redis 7.0 replays its append-only file as that user, and
    // without rights it would skip every MULTI in it.
    private static string Users()
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Password)));
        return "user default off nopass ~* &* +@all\n"
            + $"user scanworker on #{digest} ~sw:* &sw:* -@all +@read +@write +@connection +@transaction +@pubsub"
            + " -@dangerous +info\n";
    }

    private static CertificateRequest Request(string name, RSA key) =>
        new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
