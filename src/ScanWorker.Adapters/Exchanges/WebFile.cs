using System.Net.Http.Headers;
using System.Text;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>A list as a file on a web server.</summary>
internal sealed class WebFile(ExchangeAddress address, ExchangeHttp http, ExchangeSecrets secrets)
{
    /// <inheritdoc cref="FileExchange.Download"/>
    public Task<(Stream? File, string? Tag)> DownloadAsync(string? knownTag, CancellationToken cancellation)
    {
        if (secrets.HasSecret)
        {
            var secret = secrets.Secret();
            http.Authorize = headers => headers.Authorization = secrets.User.Length == 0
                ? new AuthenticationHeaderValue("Bearer", secret)
                : new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secrets.User}:{secret}")));
        }

        return http.DownloadAsync(address.Whole, knownTag, cancellation);
    }
}
