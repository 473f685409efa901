using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ScanWorker.Testing.Servers;

/// <summary>Three redis-servers of a test's own that are one cluster, on loopback.</summary>
internal sealed class RedisCluster : IDisposable
{
    private const int Nodes = 3;
    private const int Slots = 16384;
    private readonly string _folder = Directory.CreateTempSubdirectory("sw-cluster-").FullName;
    private readonly List<Process> _processes = [];
    private readonly (int Port, int BusPort)[] _ports;

    private RedisCluster() => _ports = FreePorts();

    private string UsersFile => Path.Combine(_folder, "users.acl");

    public string ConnectionString =>
        string.Join(',', _ports.Select(node => Address(node.Port))) + ",connectTimeout=2000";

    /// <param name="users">An ACL file's text, whose <c>default</c> user may do everything; null: only it.</param>
    public static RedisCluster Start(string? users = null)
    {
        var cluster = new RedisCluster();
        File.WriteAllText(cluster.UsersFile, users ?? "user default on nopass ~* &* +@all\n");
        for (var node = 0; node < Nodes; node++)
        {
            cluster.StartNode(node);
        }

        cluster.Join();
        return cluster;
    }

    /// <summary>kill -9 of a node; nobody else has what it holds.</summary>
    public void Kill(int node)
    {
        _processes[node].Kill();
        _processes[node].WaitForExit();
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

    private void StartNode(int node)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, Text(node))).FullName;
        string[] arguments =
        [
            "--bind", "127.0.0.1", "--port", Text(_ports[node].Port), "--cluster-port", Text(_ports[node].BusPort),
            "--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--aclfile", UsersFile,
            "--dir", folder, "--save", "", "--appendonly", "no",
        ];
        var process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-server does not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        _processes.Add(process);
    }

    private void Join()
    {
        for (var node = 0; node < Nodes; node++)
        {
            var number = node;
            Poll.Until(() => TryJoin(number), TimeSpan.FromSeconds(60), () => $"Node {number} does not answer.");
        }

        Poll.Until(
            () => Enumerable.Range(0, Nodes).All(node => Ask(node, "CLUSTER", "INFO").Contains("cluster_state:ok")),
            TimeSpan.FromSeconds(60),
            () => "The nodes do not become a cluster.");
    }

    // Each node takes a third of the slots, and meets the first.
    private bool TryJoin(int node)
    {
        try
        {
            if (!Ask(node, "CLUSTER", "INFO").Contains("cluster_slots_assigned:0"))
            {
                return true;
            }

            if (node > 0)
            {
                _ = Ask(node, "CLUSTER", "MEET", "127.0.0.1", Text(_ports[0].Port), Text(_ports[0].BusPort));
            }

            _ = Ask(
                node, "CLUSTER", "ADDSLOTSRANGE", Text(node * Slots / Nodes), Text(((node + 1) * Slots / Nodes) - 1));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // A plain client: one that knows clusters will not talk to a node that is in none yet.
    private string Ask(int node, params string[] words)
    {
        using var client = new TcpClient("127.0.0.1", _ports[node].Port) { ReceiveTimeout = 5000 };
        using var stream = client.GetStream();
        stream.Write(System.Text.Encoding.ASCII.GetBytes(string.Join(' ', words) + "\r\n"));
        var buffer = new byte[1 << 14];
        return System.Text.Encoding.ASCII.GetString(buffer, 0, stream.Read(buffer));
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static (int Port, int BusPort)[] FreePorts()
    {
        var probes = Enumerable.Range(0, Nodes * 2).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        probes.ForEach(probe => probe.Start());
        var ports = probes.Select(probe => ((IPEndPoint)probe.LocalEndpoint).Port).ToList();
        probes.ForEach(probe => probe.Dispose());
        return [.. Enumerable.Range(0, Nodes).Select(node => (ports[node], ports[node + Nodes]))];
    }
}
