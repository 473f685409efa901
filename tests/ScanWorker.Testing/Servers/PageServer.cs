using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace ScanWorker.Testing.Servers;

/// <summary>
/// An exchange on loopback: pages of text by path and query, and what it is asked and sent. Thread-safe.
/// </summary>
internal sealed class PageServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, PageHold> _held = new(StringComparer.Ordinal);

    public PageServer()
    {
        Root = $"http://127.0.0.1:{FreePorts.Next()}/";
        _listener.Prefixes.Add(Root);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Root { get; }

    /// <summary>
    /// By path and query, without the first slash, or by how they begin if the key ends with a star; others are 404.
    /// </summary>
    public ConcurrentDictionary<string, string> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers instead of pages, by path and query. A 429 asks to wait for a day.</summary>
    public ConcurrentDictionary<string, HttpStatusCode> Statuses { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Entity tags of pages, by path and query: who has the page already is told that nothing has changed.
    /// </summary>
    public ConcurrentDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>How many answers to a path are cut off.</summary>
    public ConcurrentDictionary<string, int> Cuts { get; } = new(StringComparer.Ordinal);

    /// <summary>Path and query of each request for a page, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What was sent here, in order: method and path, credentials, body.</summary>
    public ConcurrentQueue<(string Request, string? Credentials, string Body)> Sent { get; } = [];

    /// <summary>Whoever asks for a page waits until the hold is disposed of.</summary>
    public PageHold Hold(string page) => _held[page] = new PageHold();

    public void Dispose()
    {
        foreach (var hold in _held.Values)
        {
            hold.Dispose();
        }

        _listener.Close();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext exchange)
    {
        try
        {
            var asked = exchange.Request.RawUrl?.TrimStart('/') ?? "";
            await NoteAsync(exchange.Request, asked);
            if (_held.TryGetValue(asked, out var hold))
            {
                await hold.PassAsync();
            }

            await AnswerAsync(exchange, asked);
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException)
        {
            // Who asked is no longer there, or the test is over.
        }
    }

    private async Task NoteAsync(HttpListenerRequest request, string asked)
    {
        if (request.HttpMethod == "GET")
        {
            Requests.Enqueue(asked);
            return;
        }

        using var body = new StreamReader(request.InputStream, Encoding.UTF8);
        var credentials = request.Headers["x-functions-key"] ?? request.Headers["Authorization"];
        Sent.Enqueue(($"{request.HttpMethod} {asked}", credentials, await body.ReadToEndAsync()));
    }

    private async Task AnswerAsync(HttpListenerContext exchange, string asked)
    {
        var response = exchange.Response;
        if (Cuts.TryGetValue(asked, out var left) && left > 0)
        {
            Cuts[asked] = left - 1;
            response.ContentLength64 = 100;
            await response.OutputStream.WriteAsync(new byte[1]);
            response.Abort();
            return;
        }

        var page = Pages.GetValueOrDefault(asked) ?? Pages.FirstOrDefault(known =>
            known.Key.EndsWith('*') && asked.StartsWith(known.Key[..^1], StringComparison.Ordinal)).Value;
        response.StatusCode = (int)(Statuses.TryGetValue(asked, out var status) ? status
            : page is null && exchange.Request.HttpMethod == "GET" ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        if (Tags.TryGetValue(asked, out var tag))
        {
            response.Headers["ETag"] = tag;
            if (exchange.Request.Headers["If-None-Match"] == tag)
            {
                response.StatusCode = (int)HttpStatusCode.NotModified;
                page = null;
            }
        }

        if (status == HttpStatusCode.TooManyRequests)
        {
            response.Headers["Retry-After"] = "86400";
        }

        response.Close(Encoding.UTF8.GetBytes(page ?? ""), willBlock: false);
    }
}

/// <summary>Holds up those who ask for a page.</summary>
internal sealed class PageHold : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _lateComersPass;

    /// <summary>Completes once somebody waits for the page.</summary>
    public Task AskedAsync() => _asked.Task.WaitAsync(Patience, TimeProvider.System);

    /// <summary>Those who ask from now on do not wait.</summary>
    public void LetOthersThrough() => _lateComersPass = true;

    public Task PassAsync()
    {
        var passes = _lateComersPass;
        _ = _asked.TrySetResult();
        return passes ? Task.CompletedTask : _released.Task;
    }

    public void Dispose() => _ = _released.TrySetResult();
}
