using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>An exchange on loopback: pages by path and query.</summary>
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

    public ConcurrentDictionary<string, string> Pages { get; } = [];

    /// <summary>Answers instead of pages.</summary>
    public ConcurrentDictionary<string, HttpStatusCode> Statuses { get; } = [];

    /// <summary>Path and query of each request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var exchange = await _listener.GetContextAsync();
                var asked = exchange.Request.RawUrl?.TrimStart('/') ?? "";
                Requests.Enqueue(asked);
                var page = Pages.GetValueOrDefault(asked);
                exchange.Response.StatusCode = (int)(Statuses.TryGetValue(asked, out var status) ? status
                    : page is null ? HttpStatusCode.NotFound : HttpStatusCode.OK);
                exchange.Response.Close(Encoding.UTF8.GetBytes(page ?? ""), willBlock: false);
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
