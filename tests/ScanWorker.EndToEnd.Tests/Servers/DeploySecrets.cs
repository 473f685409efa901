using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>
/// What <c>deploy/secrets.sh</c> makes: an authority, certificates of broker and Redis, users and their password.
/// </summary>
internal sealed class DeploySecrets : IDisposable
{
    /// <summary>A user of broker and Redis with the same password, and nothing granted.</summary>
    public const string Stranger = "stranger";

    private const string PasswordLine = "PASSWORD=";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-secrets-");

    public DeploySecrets()
    {
        using var script = OwnedProcess.Start(
            "sh", [Path.Combine(RepositoryRoot.Path, "deploy", "secrets.sh"), Folder]);
        Assert.That(script.WaitForExit(TimeSpan.FromSeconds(60)), Is.Zero, script.Output);
        Password = File.ReadLines(PathOf("kafka-setup.env"))
            .Single(line => line.StartsWith(PasswordLine, StringComparison.Ordinal))[PasswordLine.Length..];
        File.WriteAllText(PathOf("expired.pem"), Expired());
        File.AppendAllText(PathOf("users.acl"), $"user {Stranger} on >{Password} -@all +@connection\n");
    }

    public string Folder => _folder.FullName;

    /// <summary>Of the worker, with the broker and with Redis, and of the custodian.</summary>
    public string Password { get; }

    public string Authority => PathOf("ca.pem");

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose() => _folder.Delete(recursive: true);

    // As a broker's would be that nobody has renewed: from the same authority, good until yesterday.
    private string Expired()
    {
        using var authority = X509Certificate2.CreateFromPemFile(Authority, PathOf("ca.key"));
        using var authorityKey = authority.GetECDsaPrivateKey()
            ?? throw new AssertionException("The authority's key is no EC key.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=expired", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var expired = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), now.AddDays(-9),
            now.AddDays(-1), [1, 2, 3, 4]);
        return $"{key.ExportPkcs8PrivateKeyPem()}\n{expired.ExportCertificatePem()}\n{File.ReadAllText(Authority)}";
    }
}
