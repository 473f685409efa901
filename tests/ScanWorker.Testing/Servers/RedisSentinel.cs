using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace ScanWorker.Testing.Servers;

/// <summary>A primary, its replica and a Sentinel that watches them: a test's own, on loopback.</summary>
internal sealed class RedisSentinel : IDisposable
{
    private const string Service = "scanworker";
    private readonly string _folder = Directory.CreateTempSubdirectory("sw-sentinel-").FullName;
    private readonly List<Process> _processes = [];
    private readonly int _primary = FreePorts.Next();
    private readonly int _replica = FreePorts.Next();
    private readonly int _sentinel = FreePorts.Next();

    private RedisSentinel()
    {
    }

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"127.0.0.1:{_sentinel},serviceName={Service},connectTimeout=2000");

    private string Configuration => Path.Combine(_folder, "sentinel.conf");

    public static RedisSentinel Start()
    {
        var world = new RedisSentinel();
        world.StartServer(world._primary, "--repl-diskless-sync-delay", "0");
        world.StartServer(world._replica, "--replicaof", "127.0.0.1", Text(world._primary));
        File.WriteAllText(world.Configuration, string.Create(CultureInfo.InvariantCulture, $"""
            port {world._sentinel}
            bind 127.0.0.1
            dir {world._folder}
            sentinel monitor {Service} 127.0.0.1 {world._primary} 1
            sentinel down-after-milliseconds {Service} 1000
            sentinel failover-timeout {Service} 5000

            """));
        world.StartSentinel();
        Poll.Until(
            () => Ask(world._replica, "INFO replication")
                .Contains("master_link_status:up", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => "The replica does not follow.");
        Poll.Until(
            () => Ask(world._sentinel, $"SENTINEL REPLICAS {Service}")
                .Contains(Text(world._replica), StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => "Sentinel does not see the replica.");
        return world;
    }

    public void StartSentinel() => Run([Configuration, "--sentinel"]);

    /// <summary>kill -9 of the Sentinel that was started last.</summary>
    public void KillSentinel()
    {
        _processes[^1].Kill();
        _processes[^1].WaitForExit();
    }

    /// <summary>What the replica has under a key, as it answers on the wire.</summary>
    public string OfReplica(string key) => Ask(_replica, $"GET {key}");

    /// <summary>kill -9 of the primary; returns when the replica has taken over.</summary>
    public void KillPrimary()
    {
        _processes[0].Kill();
        _processes[0].WaitForExit();
        Poll.Until(
            () => Ask(_replica, "ROLE").Contains("master", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => "The replica does not take over.");
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void StartServer(int port, params string[] more)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Text(port))).FullName;
        Run(
        [
            "--bind", "127.0.0.1", "--port", Text(port), "--dir", folder, "--save", "", "--appendonly", "no", .. more,
        ]);
        Poll.Until(
            () => Ask(port, "PING").Contains("PONG", StringComparison.Ordinal), TimeSpan.FromSeconds(30),
            () => "redis-server does not answer.");
    }

    private void Run(string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-server does not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        _processes.Add(process);
    }

    private static string Ask(int port, string command)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port) { ReceiveTimeout = 5000 };
            using var stream = client.GetStream();
            stream.Write(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
            var buffer = new byte[1 << 14];
            return System.Text.Encoding.ASCII.GetString(buffer, 0, stream.Read(buffer));
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            return "";
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
