using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>An exchange on loopback: pages by path and query, and what it is sent.</summary>
internal sealed class PageServer : IDisposable
{
    private readonly HttpListener _listener = new();

    public PageServer()
    {
        var port = FreePorts.Next();
        Root = $"http://127.0.0.1:{port}/";
        _listener.Prefixes.Add(Root);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Root { get; }

    /// <summary>By path and query, or by how they begin if the key ends with a star.</summary>
    public ConcurrentDictionary<string, string> Pages { get; } = [];

    /// <summary>Answers instead of pages. A 429 asks to wait for a day.</summary>
    public ConcurrentDictionary<string, HttpStatusCode> Statuses { get; } = [];

    /// <summary>How many answers to a path are cut off.</summary>
    public ConcurrentDictionary<string, int> Cuts { get; } = [];

    /// <summary>Path and query of each request for a page, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>What was sent here, in order: method and path, credentials, body.</summary>
    public ConcurrentQueue<(string Request, string? Credentials, string Body)> Sent { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext exchange)
    {
        var (request, response) = (exchange.Request, exchange.Response);
        var asked = request.RawUrl?.TrimStart('/') ?? "";
        if (request.HttpMethod == "GET")
        {
            Requests.Enqueue(asked);
        }
        else
        {
            using var body = new StreamReader(request.InputStream, Encoding.UTF8);
            var credentials = request.Headers["x-functions-key"] ?? request.Headers["Authorization"];
            Sent.Enqueue(($"{request.HttpMethod} {asked}", credentials, await body.ReadToEndAsync()));
        }

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
            : page is null && request.HttpMethod == "GET" ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        if (status == HttpStatusCode.TooManyRequests)
        {
            response.Headers["Retry-After"] = "86400";
        }

        response.Close(Encoding.UTF8.GetBytes(page ?? ""), willBlock: false);
    }
}
