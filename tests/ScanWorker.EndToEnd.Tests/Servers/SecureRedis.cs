using System.Globalization;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>
/// A real redis-server as <c>deploy/compose.yaml</c> starts it: TLS alone, and the users of
/// <c>deploy/redis/users.acl</c>.
/// </summary>
internal sealed class SecureRedis : IRedisServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-redis-");
    private readonly int _port = FreePorts.Next();
    private readonly DeploySecrets _secrets;
    private readonly OwnedProcess _process;

    /// <param name="secrets">Certificates and users.</param>
    /// <param name="certificate">PEM file that it shows, of <paramref name="secrets"/>.</param>
    public SecureRedis(DeploySecrets secrets, string certificate = "redis.pem")
    {
        _secrets = secrets;
        var arguments = new ComposeService("redis", secrets).Command.Skip(1)
            .Select(
                argument => argument.Replace(
                    secrets.PathOf("redis.pem"), secrets.PathOf(certificate), StringComparison.Ordinal))
            .Select(argument => argument == "6380" ? _port.ToString(CultureInfo.InvariantCulture) : argument);
        _process = OwnedProcess.Start("redis-server", [.. arguments, "--bind", "127.0.0.1", "--dir", _folder.FullName]);
        Poll.Until(
            () =>
                _process.HasExited || _process.Output.Contains("Ready to accept connections", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20), () => $"Redis does not come up:\n{_process.Output}");
        Assert.That(_process.HasExited, Is.False, _process.Output);
    }

    /// <summary>The custodian's, who publishes.</summary>
    public string ConnectionString => Connection("custodian", _secrets.Password);

    public string? CertificateAuthority => _secrets.Authority;

    public string Connection(string user, string password) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"127.0.0.1:{_port},ssl=true,user={user},password={password},abortConnect=false");

    /// <summary>What a worker needs to come in.</summary>
    public IReadOnlyDictionary<string, string> WorkerSettings => new Dictionary<string, string>
    {
        ["Redis:ConnectionString"] = Connection("scanworker", _secrets.Password),
        ["Redis:CertificateAuthority"] = _secrets.Authority,
    };

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
