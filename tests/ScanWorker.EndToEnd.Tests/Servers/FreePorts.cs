using System.Net;
using System.Net.Sockets;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>Ports on loopback that nobody listens on.</summary>
internal static class FreePorts
{
    public static int Next()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
