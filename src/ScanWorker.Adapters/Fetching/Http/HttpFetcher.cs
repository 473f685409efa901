using System.Net;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Transfers;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Fetching.Http;

/// <summary>Fetches content from allowed hosts, following redirects by hand so that each hop is checked like the
/// first.</summary>
/// <remarks>What the store keeps compressed is unpacked, and both forms are hashed.</remarks>
internal sealed class HttpFetcher : IContentFetcher, IDisposable
{
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    private static readonly UnscannableReason TooManyRedirects = new(UnscannableCode.FetchFailed, "redirects");
    private static readonly UnscannableReason OddAnswer = new(UnscannableCode.FetchFailed, "status");
    private static readonly UnscannableReason AddressRefused = new(UnscannableCode.LocationNotAllowed, "address");

    private readonly HttpHost[] _hosts;
    private readonly TransferOptions _options;
    private readonly int _redirectsMax;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    public HttpFetcher(IOptions<HttpFetcherOptions> options, TimeProvider clock)
        : this(options, clock, Dns.GetHostAddressesAsync)
    {
    }

    /// <param name="options">Validated.</param>
    /// <param name="clock">Times headers and rates.</param>
    /// <param name="resolve">Gives the addresses of a name.</param>
    internal HttpFetcher(
        IOptions<HttpFetcherOptions> options, TimeProvider clock,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve)
        : this(options, clock, TransferClient.Create(options.Value.Http, resolve))
    {
    }

    /// <param name="options">Validated.</param>
    /// <param name="clock">Times headers and rates.</param>
    /// <param name="client">Owned from now on. Follows no redirect and unpacks nothing by itself.</param>
    internal HttpFetcher(IOptions<HttpFetcherOptions> options, TimeProvider clock, HttpClient client)
    {
        (_options, _redirectsMax, _clock) = (options.Value.Http, options.Value.HttpRedirectsMax, clock);
        _hosts = [.. options.Value.HttpHosts.Select(text => HttpHost.TryParse(text, out var host) ? host : default)];
        _client = client;
        _client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
    }

    public IReadOnlyCollection<string> Schemes { get; } = [Uri.UriSchemeHttp, Uri.UriSchemeHttps];

    public async ValueTask<Outcome<FetchedContent>> FetchAsync(
        Uri location, ContentLimits limits, CancellationToken cancellation)
    {
        try
        {
            return await FollowAsync(location, limits, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException refused) when (refused.InnerException is AddressRefusedException)
        {
            return AddressRefused;
        }
        catch (HttpRequestException failure)
        {
            throw new ContentUnavailableException("The store could not be asked.", failure);
        }
        catch (IOException failure)
        {
            throw new ContentUnavailableException("The store broke off.", failure);
        }
    }

    public void Dispose() => _client.Dispose();

    private static UnscannableReason? FinalAnswer(HttpStatusCode status) => status switch
    {
        HttpStatusCode.OK => null,
        HttpStatusCode.NoContent => UnscannableCode.Empty,
        HttpStatusCode.NotFound or HttpStatusCode.Gone => UnscannableCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => UnscannableCode.AccessDenied,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or TooEarly => throw Trouble(),
        >= HttpStatusCode.InternalServerError => throw Trouble(),
        _ => OddAnswer,
    };

    private static ContentUnavailableException Trouble() => new("The store is busy or in trouble.");

    private async ValueTask<Outcome<FetchedContent>> FollowAsync(
        Uri location, ContentLimits limits, CancellationToken cancellation)
    {
        for (var redirects = 0; redirects <= _redirectsMax; redirects++)
        {
            if (location.UserInfo.Length > 0 || !_hosts.Any(host => host.Allows(location)))
            {
                return UnscannableCode.LocationNotAllowed;
            }

            using var answer = await AskAsync(location, cancellation).ConfigureAwait(false);
            if (Redirect(location, answer) is { } next)
            {
                // From HTTP to HTTPS and not back, and to nothing else.
                if (next.Scheme != Uri.UriSchemeHttps && next.Scheme != location.Scheme)
                {
                    return UnscannableCode.LocationNotAllowed;
                }

                location = next;
                continue;
            }

            if (FinalAnswer(answer.StatusCode) is { } reason)
            {
                return reason;
            }

            return await ReadAsync(answer.Content, limits, cancellation).ConfigureAwait(false);
        }

        return TooManyRedirects;
    }

    private static Uri? Redirect(Uri location, HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && answer.Headers.Location is { } next
        && Uri.TryCreate(location, next, out var target)
            ? target
            : null;

    private async ValueTask<HttpResponseMessage> AskAsync(Uri location, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_options.HeaderTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await _client.GetAsync(location, HttpCompletionOption.ResponseHeadersRead, either.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ContentUnavailableException("The store gave no answer in time.", late);
        }
    }

    private async ValueTask<Outcome<FetchedContent>> ReadAsync(
        HttpContent content, ContentLimits limits, CancellationToken cancellation)
    {
        var body = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var paced = new PacedStream(body, _options, _clock);
        var codings = content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values)
            ? ContentCodings.Of(values, _options.UnpackRatioMax)
            : null;
        return await ContentReader.ReadAsync(paced, content.Headers.ContentLength, limits, cancellation, codings)
            .ConfigureAwait(false);
    }
}
