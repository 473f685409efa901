using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>Asks one host for pages: with a deadline, again where that helps, and never another host.</summary>
internal sealed class ExchangeHttp : IDisposable
{
    private const long PageBytesMax = 64 << 20;
    private const long FileBytesMax = 8L << 30;
    private const int AttemptsMax = 5;
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(10);
    private readonly HttpClient _client;
    private readonly ExchangeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline _retry;
    private bool _hasAsked;

    /// <param name="options">Of the source.</param>
    /// <param name="clock">For deadlines and waits.</param>
    /// <param name="firstWait">Before the second attempt, where the exchange does not say; later waits are
    /// longer.</param>
    public ExchangeHttp(ExchangeOptions options, TimeProvider clock, TimeSpan firstWait)
    {
        (_options, _clock) = (options, clock);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = AttemptsMax - 1,
            BackoffType = DelayBackoffType.Exponential,
            Delay = firstWait,
            UseJitter = true,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is BusyException),
            DelayGenerator = static arguments =>
                ValueTask.FromResult((arguments.Outcome.Exception as BusyException)?.RetryAfter),
        }).Build();
    }

    /// <summary>Adds what the exchange asks for to each request.</summary>
    public Action<HttpRequestHeaders> Authorize { get; set; } = static _ => { };

    /// <summary>One page, whole.</summary>
    /// <exception cref="ExchangeException">It cannot be had.</exception>
    public async Task<byte[]> GetAsync(Uri address, CancellationToken cancellation) =>
        await AskAsync(() => new HttpRequestMessage(HttpMethod.Get, address), ReadPageAsync, cancellation);

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

    /// <exception cref="ExchangeException">It cannot be had.</exception>
    public async Task<byte[]> PostAsync(Uri address, Func<HttpContent> content, CancellationToken cancellation) =>
        await AskAsync(
            () => new HttpRequestMessage(HttpMethod.Post, address) { Content = content() },
            ReadPageAsync,
            cancellation);

    public void Dispose() => _client.Dispose();

    private async Task<T> AskAsync<T>(
        Func<HttpRequestMessage> make,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellation)
    {
        if (_hasAsked && _options.Pause > TimeSpan.Zero)
        {
            await Task.Delay(_options.Pause, _clock, cancellation);
        }

        _hasAsked = true;
        try
        {
            return await _retry.ExecuteAsync(async token => await TryAsync(make, read, token), cancellation);
        }
        catch (BusyException problem)
        {
            throw new ExchangeException(ExchangeFault.Unavailable, problem.Message, problem);
        }
    }

    private async Task<T> TryAsync<T>(
        Func<HttpRequestMessage> make,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        using var request = make();
        Authorize(request.Headers);
        try
        {
            using var response = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            Check(response);
            return await read(response, either.Token);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw new BusyException("The exchange does not answer, or its answer is cut off.", null, problem);
        }
        catch (OperationCanceledException problem) when (!cancellation.IsCancellationRequested)
        {
            throw new BusyException("The exchange does not answer in time.", null, problem);
        }
    }

    private void Check(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
        {
            return;
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
            _ => new ExchangeException(ExchangeFault.Content, $"The exchange refuses the request ({status})."),
        };
    }

    // Who asks for a longer wait than ours is asked again by the next fetch.
    private Exception Busy(HttpResponseMessage response, int status)
    {
        var wait = response.Headers.RetryAfter is { } after
            ? after.Delta ?? (after.Date is { } date ? date - _clock.GetUtcNow() : null)
            : null;
        var message = $"The exchange is too busy or broken ({status}).";
        return wait > WaitMax
            ? new ExchangeException(ExchangeFault.Unavailable, $"{message} It asks to wait for {wait}.")
            : new BusyException(message, wait > TimeSpan.Zero ? wait : null, null);
    }

    private static async Task<byte[]> ReadPageAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var page = new MemoryStream();
        await CopyAsync(response, page, PageBytesMax, cancellation);
        return page.ToArray();
    }

    private static async Task<(Stream? File, string? Tag)> SaveAsync(
        HttpResponseMessage response, CancellationToken cancellation)
    {
        var tag = response.Headers.ETag?.ToString();
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return (null, tag);
        }

        var file = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        try
        {
            await CopyAsync(response, file, FileBytesMax, cancellation);
            file.Position = 0;
            return (file, tag);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task CopyAsync(
        HttpResponseMessage response, Stream destination, long bytesMax, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var (buffer, length) = (new byte[1 << 16], 0L);
        for (var read = await body.ReadAsync(buffer, cancellation); read > 0;
            read = await body.ReadAsync(buffer, cancellation))
        {
            length += read;
            if (length > bytesMax)
            {
                throw new ExchangeException(ExchangeFault.Content, $"An answer is longer than {bytesMax >> 20} MiB.");
            }

            await destination.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
    }

    /// <summary>Worth another attempt.</summary>
    private sealed class BusyException(string message, TimeSpan? retryAfter, Exception? cause)
        : TimeoutException(message, cause)
    {
        public TimeSpan? RetryAfter { get; } = retryAfter;
    }
}
