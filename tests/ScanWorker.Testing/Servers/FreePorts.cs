using System.Net;
using System.Net.Sockets;

namespace ScanWorker.Testing.Servers;

/// <summary>Ports on loopback that nobody listens on; each is given once in a process. Thread-safe.</summary>
/// <remarks>
/// None that the system gives to a client by itself: between here and a server's start such a one may be taken by any
/// connection on the machine. Each process has ports of its own, by a file that it holds as long as it lives.
/// </remarks>
internal static class FreePorts
{
    private const int First = 12_000; // Linux gives to clients from 32,768 on, others from 49,152.
    private const int Blocks = 10;
    private const int BlockSize = 2_000;
    private static readonly (int First, FileStream Hold) Block = Enumerable.Range(0, Blocks).Select(Hold)
        .FirstOrDefault(block => block.Hold is not null) is (var first, { } hold)
        ? (first, hold) : throw new InvalidOperationException($"{Blocks} test runs at once have all ports.");

    private static int _given = Random.Shared.Next(BlockSize);

    public static int Next()
    {
        while (true)
        {
            var port = Block.First + (Interlocked.Increment(ref _given) % BlockSize);
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

    private static (int First, FileStream? Hold) Hold(int block)
    {
        try
        {
            var file = Path.Combine(Path.GetTempPath(), $"scanworker-ports-{Environment.UserName}-{block}");
            return (First + (block * BlockSize), new FileStream(
                file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) // Another process has it open.
        {
            return (0, null);
        }
    }
}
