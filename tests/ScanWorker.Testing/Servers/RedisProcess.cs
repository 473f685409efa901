using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ScanWorker.Testing.Servers;

/// <summary>A redis-server of a test's own, on a free port of loopback. It keeps its data over a restart.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sw-redis-").FullName;
    private readonly int _port = FreePorts.Next();
    private readonly RedisSecurity? _security;
    private Process? _process;

    private RedisProcess(bool isSecure) => _security = isSecure ? RedisSecurity.Create(_folder) : null;

    /// <summary>Whether this machine has a redis-server.</summary>
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"127.0.0.1:{_port},connectTimeout=2000,{_security?.ConnectionOptions}");

    /// <summary>PEM file of who signed its certificate; null of a server without TLS.</summary>
    public string? CertificateAuthority => _security?.AuthorityFile;

    /// <param name="isSecure">TLS only, with certificates made on the spot, and a user with a password and few
    /// rights.</param>
    public static RedisProcess Start(bool isSecure = false)
    {
        var redis = new RedisProcess(isSecure);
        redis.Start();
        return redis;
    }

    public void Start()
    {
        string[] arguments =
        [
            "--bind", "127.0.0.1", "--dir", _folder, "--appendonly", "yes", "--appendfsync", "no", "--save", "",
            .. _security?.Arguments(_port) ?? ["--port", _port.ToString(CultureInfo.InvariantCulture)],
        ];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-server does not start.");
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        WaitUntilItAnswers();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            _process = null;
        }
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private void WaitUntilItAnswers()
    {
        Poll.Until(
            () => _process is null or { HasExited: true } || Answers(), TimeSpan.FromSeconds(30),
            () => "redis-server does not answer.");
        if (_process is { HasExited: true } ended)
        {
            throw new InvalidOperationException($"redis-server has ended with {ended.ExitCode}.");
        }
    }

    // By hand, on the caller's thread: a client library needs threads of the pool, which other tests may hold. A server
    // that is ready answers "NOAUTH" before it has a password; one that still reads its file says "LOADING".
    private bool Answers()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", _port) { ReceiveTimeout = 2000, SendTimeout = 2000 };
            using var stream = Stream(client);
            stream.Write("PING\r\n"u8);
            using var reader = new StreamReader(stream);
            return reader.ReadLine() is { } answer && !answer.Contains("LOADING", StringComparison.Ordinal);
        }
        catch (Exception problem) when (problem is SocketException or IOException or AuthenticationException)
        {
            return false;
        }
    }

    private Stream Stream(TcpClient client)
    {
        if (CertificateAuthority is not { } authority)
        {
            return client.GetStream();
        }

        var stream = new SslStream(client.GetStream());
        stream.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(authority) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        });
        return stream;
    }
}
