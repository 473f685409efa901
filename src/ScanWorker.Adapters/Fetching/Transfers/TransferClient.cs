using System.Net;
using System.Net.Sockets;

namespace ScanWorker.Adapters.Fetching.Transfers;

/// <summary>Makes the HTTP client of a fetcher: it goes where it is told, by itself, and nowhere else.</summary>
/// <remarks>No proxy, no cookies, no credentials, no redirects, no decompression, no trace headers.</remarks>
internal static class TransferClient
{
    private const int HeaderKibMax = 16;

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <param name="options">Validated.</param>
    /// <param name="resolve">Gives the addresses of a name.</param>
    public static HttpClient Create(TransferOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null, // Nor are URIs put into traces.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = new CheckedConnector(resolve).ConnectAsync,
            ConnectTimeout = options.ConnectTimeout,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = HeaderKibMax,
            PooledConnectionLifetime = ConnectionLifetime,
            UseCookies = false,
            UseProxy = false,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

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
