using System.Net;
using System.Net.Sockets;

namespace ScanWorker.Testing.Servers;

/// <summary>Ports on loopback that nobody listens on; each is given once in a process. Thread-safe.</summary>
/// <remarks>
/// None that the system gives to a client by itself: between here and a server's start such a one may be taken by any
/// connection on the machine. Where the count begins differs by process, so that test runs side by side do not meet.
/// </remarks>
internal static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 20_000; // Linux gives to clients from 32,768 on, others from 49,152.
    private static int _given = Random.Shared.Next(Count);

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _given) % Count);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }
}
