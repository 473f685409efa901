using System.Net;

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
