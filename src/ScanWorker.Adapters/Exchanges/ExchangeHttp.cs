using System.Net;
using System.Net.Http.Headers;
using ScanWorker.Adapters.Exchanges.Pages;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>Asks one host for pages: with a deadline, again where that helps, and never another host.</summary>
internal sealed class ExchangeHttp : IDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(10);
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;

    /// <param name="options">Of the source.</param>
    /// <param name="clock">For deadlines and waits.</param>
    /// <param name="firstWait">Before the second attempt, where the exchange does not say; later waits are
    /// longer.</param>
    public ExchangeHttp(ExchangeOptions options, TimeProvider clock, TimeSpan firstWait)
    {
        (_clock, Retry) = (clock, new ExchangeRetry(options, clock, firstWait));
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Its patience, for what is asked by another client.</summary>
    public ExchangeRetry Retry { get; }

    /// <summary>Adds what the exchange asks for to each request.</summary>
    public Action<HttpRequestHeaders> Authorize { get; set; } = static _ => { };

    /// <summary>One page, whole.</summary>
    /// <param name="address">Of the page.</param>
    /// <param name="look">Finds in it what leads on. A page that is cut off shows only here where no length was
    /// announced: it throws <see cref="BusyException"/>, and the page is asked for again.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ExchangeException">It cannot be had.</exception>
    public Task<(byte[] Page, T Seen)> GetAsync<T>(
        Uri address, Func<byte[], T> look, CancellationToken cancellation) => AskAsync(
            () => new HttpRequestMessage(HttpMethod.Get, address),
            (response, token) => LookAsync(response, look, token),
            cancellation);

    /// <summary>A file of any length, on disk until it is closed.</summary>
    /// <param name="address">Of the file.</param>
    /// <param name="knownTag">The entity tag of what is here already, or null.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <returns>The file and its entity tag; no file when it is the one that is here.</returns>
    /// <exception cref="ExchangeException">It cannot be had.</exception>
    public Task<(Stream? File, string? Tag)> DownloadAsync(
        Uri address, string? knownTag, CancellationToken cancellation) => AskAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, address);
                if (knownTag is not null && EntityTagHeaderValue.TryParse(knownTag, out var tag))
                {
                    request.Headers.IfNoneMatch.Add(tag);
                }

                return request;
            },
            SaveAsync,
            cancellation);

    /// <inheritdoc cref="GetAsync"/>
    public Task<(byte[] Page, T Seen)> PostAsync<T>(
        Uri address, Func<HttpContent> content, Func<byte[], T> look, CancellationToken cancellation) => AskAsync(
            () => new HttpRequestMessage(HttpMethod.Post, address) { Content = content() },
            (response, token) => LookAsync(response, look, token),
            cancellation);

    /// <summary>Sends something; the answer does not matter.</summary>
    /// <param name="method">How.</param>
    /// <param name="address">Where.</param>
    /// <param name="content">What, anew for each attempt.</param>
    /// <param name="isRepeatable">Whether it may be sent again when it may have arrived.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ExchangeException">It is refused, or not known to have arrived.</exception>
    public async Task SendAsync(
        HttpMethod method, Uri address, Func<HttpContent> content, bool isRepeatable, CancellationToken cancellation) =>
        _ = await AskAsync(
            () => new HttpRequestMessage(method, address) { Content = content() },
            ReadPageAsync,
            cancellation,
            isRepeatable);

    public void Dispose() => _client.Dispose();

    private Task<T> AskAsync<T>(
        Func<HttpRequestMessage> make,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellation,
        bool isRepeatable = true) => Retry.RunAsync(
            async token =>
            {
                using var request = make();
                Authorize(request.Headers);
                using var response = await _client.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, token);
                Check(response);
                return await read(response, token);
            },
            cancellation,
            isRepeatable);

    private void Check(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            // To who has nothing yet, it would be an empty list.
            if (response.RequestMessage?.Headers.IfNoneMatch.Count > 0)
            {
                return;
            }

            throw new ExchangeException(
                ExchangeFault.Content, $"The server answers that nothing has changed ({status}), and was not asked that.");
        }

        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ExchangeException(
                ExchangeFault.Credentials, $"The exchange rejects the credentials ({status})."),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => Busy(response, status),
            >= HttpStatusCode.InternalServerError => Busy(response, status),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new ExchangeException(
                ExchangeFault.Content,
                $"The exchange redirects ({status}), which is not followed: correct its Location."),
            _ => new ExchangeException(ExchangeFault.Content, $"The exchange refuses the request ({status}).")
            {
                Status = response.StatusCode,
            },
        };
    }

    // Who asks for a longer wait than ours is asked again by the next fetch.
    private Exception Busy(HttpResponseMessage response, int status)
    {
        var wait = response.Headers.RetryAfter is { } after
            ? after.Delta ?? (after.Date is { } date ? date - _clock.GetUtcNow() : null)
            : null;
        var message = $"The exchange is too busy or broken ({status}).";
        var isRefusal = response.StatusCode == HttpStatusCode.TooManyRequests;
        return wait > WaitMax
            ? new ExchangeException(ExchangeFault.Unavailable, $"{message} It asks to wait for {wait}.")
            {
                IsInDoubt = !isRefusal,
            }
            : new BusyException(message, wait > TimeSpan.Zero ? wait : null, null) { IsRefusal = isRefusal };
    }

    private static async Task<(byte[] Page, T Seen)> LookAsync<T>(
        HttpResponseMessage response, Func<byte[], T> look, CancellationToken cancellation)
    {
        var page = await ReadPageAsync(response, cancellation);
        return (page, look(page));
    }

    private static async Task<byte[]> ReadPageAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return await Download.PageAsync(body, cancellation);
    }

    private static async Task<(Stream? File, string? Tag)> SaveAsync(
        HttpResponseMessage response, CancellationToken cancellation)
    {
        var tag = response.Headers.ETag?.ToString();
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return (null, tag);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return (await Download.FileAsync(body, cancellation), tag);
    }
}
