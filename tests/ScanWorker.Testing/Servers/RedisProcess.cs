using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace ScanWorker.Testing.Servers;

/// <summary>A redis-server of a test's own, on a free port of loopback. It keeps its data over a restart.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sw-redis-").FullName;
    private readonly int _port = FreePort();
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
        var options = ConfigurationOptions.Parse(ConnectionString);
        options.AbortOnConnectFail = false;
        if (CertificateAuthority is { } authority)
        {
            options.TrustIssuer(authority);
        }

        using var connection = ConnectionMultiplexer.Connect(options);
        Poll.Until(() => Answers(connection), TimeSpan.FromSeconds(30), () => "redis-server does not answer.");
    }

    private static bool Answers(ConnectionMultiplexer connection)
    {
        try
        {
            _ = connection.GetDatabase().StringGet("sw:answer");
            return true;
        }
        catch (Exception problem) when (problem is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
