using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>An exchange of many pages on loopback, which counts what it is asked.</summary>
internal sealed class ManyPages : IDisposable
{
    public const int RecordsOfAPage = 25;
    private readonly HttpListener _listener = new();
    private readonly int _pages;

    public ManyPages(int pages)
    {
        _pages = pages;
        Root = $"http://127.0.0.1:{FreePorts.Next()}/";
        _listener.Prefixes.Add(Root);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Root { get; }

    /// <summary>Done when a page is asked for, before it is answered.</summary>
    public Action<int> Asked { get; set; } = static _ => { };

    /// <summary>Done with the number of what was sent here so far, before it is answered.</summary>
    public Action<int> Received { get; set; } = static _ => { };

    /// <summary>How often feedback on each hash was sent here.</summary>
    public ConcurrentDictionary<string, int> Feedback { get; } = [];

    /// <summary>How often each page was asked for.</summary>
    public ConcurrentDictionary<int, int> Requests { get; } = [];

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var exchange = await _listener.GetContextAsync();
                if (exchange.Request.HttpMethod == "POST")
                {
                    Receive(exchange);
                    continue;
                }

                var page = int.Parse(
                    exchange.Request.QueryString["nextPageToken"] ?? "1", CultureInfo.InvariantCulture);
                _ = Requests.AddOrUpdate(page, 1, static (_, times) => times + 1);
                Asked(page);
                Answer(exchange.Response, page);
            }
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Receive(HttpListenerContext exchange)
    {
        using var body = JsonDocument.Parse(exchange.Request.InputStream);
        foreach (var feedback in body.RootElement.GetProperty("hashFeedbacks").EnumerateArray())
        {
            _ = Feedback.AddOrUpdate(
                feedback.GetProperty("hashValue").GetString() ?? "", 1, static (_, times) => times + 1);
        }

        Received(Feedback.Values.Sum());
        Send(exchange.Response, "");
    }

    private void Answer(HttpListenerResponse response, int page)
    {
        var records = Enumerable.Range((page - 1) * RecordsOfAPage, RecordsOfAPage).Select(number => $$"""
            {"signalType":"ImageMD5","hashValue":"{{number + 1:x32}}","hashStatus":"Active","lastModtimestamp":9}
            """);
        var (more, next) = page < _pages ? ("true", $"\"{page + 1}\"") : ("false", "null");
        Send(response, $$"""
            {"count":{{RecordsOfAPage}},"nextSetTimestamp":20,"hasMoreRecords":{{more}},"nextPageToken":{{next}},
             "hashRecords":[{{string.Join(',', records)}}]}
            """);
    }

    private static void Send(HttpListenerResponse response, string text)
    {
        try
        {
            response.Close(Encoding.UTF8.GetBytes(text), willBlock: true);
        }
        catch (Exception problem) when (problem is HttpListenerException or IOException)
        {
            // Who asked is dead.
        }
    }
}
