using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>A list as a file on a web server: fetched again when its entity tag has changed.</summary>
internal sealed class FileExchange(
    ExchangeAddress address, ExchangeHttp http, ExchangeSecrets secrets, ExchangeOptions options) : IExchange
{
    public string? Format => options.Format.Length == 0 ? null : options.Format;

    public TimeSpan? CheckpointLife => null;

    public bool IsPaged => false;

    public bool IsSnapshot(string? checkpoint) => !options.IsDelta;

    public async IAsyncEnumerable<ExchangePage> FetchAsync(
        string? checkpoint, PageEnd? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (secrets.HasSecret)
        {
            var secret = secrets.Secret();
            http.Authorize = headers => headers.Authorization = secrets.User.Length == 0
                ? new AuthenticationHeaderValue("Bearer", secret)
                : new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secrets.User}:{secret}")));
        }

        var (file, tag) = await http.DownloadAsync(address.Whole, checkpoint, cancellation);
        if (file is not null)
        {
            await using (file)
            {
                yield return new ExchangePage(file, tag);
            }
        }
    }
}
