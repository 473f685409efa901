using System.Net;
using System.Net.Sockets;

namespace ScanWorker.Adapters.Fetching.Transfers;

/// <summary>Connects to the very addresses that it has checked: a second look-up could bring others.</summary>
/// <param name="resolve">Gives the addresses of a name.</param>
internal sealed class CheckedConnector(Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <exception cref="AddressRefusedException">No address of the host is allowed.</exception>
    /// <exception cref="SocketException">No connection.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await resolve(host, cancellation).ConfigureAwait(false);
        var allowed = Array.FindAll(addresses, AddressRules.Allow);
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
