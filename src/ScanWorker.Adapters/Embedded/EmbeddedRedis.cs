using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;

namespace ScanWorker.Adapters.Embedded;

/// <summary>
/// Microsoft Garnet: a Redis-compatible server inside this process, on loopback, in memory, for the demo and for tests.
/// </summary>
public sealed class EmbeddedRedis : IDisposable
{
    private readonly GarnetServer _server;

    private EmbeddedRedis(GarnetServer server, int port) => (_server, Port) = (server, port);

    public int Port { get; }

    /// <summary>StackExchange.Redis connection string.</summary>
    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port},abortConnect=false");

    public static EmbeddedRedis Start()
    {
        var port = FreePort();

        // Garnet's own defaults reserve 16 GiB of log; a demo's set is a few megabytes.
        var server = new GarnetServer(
        [
            "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
            "--memory", "128m", "--page", "8m", "--index", "4m", "--pubsub-pagesize", "64k", "-q",
        ]);
        server.Start();
        return new EmbeddedRedis(server, port);
    }

    public void Dispose() => _server.Dispose();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
