using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ScanWorker.Adapters.Tests.Fetching.Http;

/// <summary>A server that writes bytes as the test says, so that it can also lie, stall and break off. One request a
/// connection.</summary>
internal sealed class TestHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, Func<Stream, CancellationToken, Task>> _answers = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;

    public TestHttpServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Root => new($"http://127.0.0.1:{Port}/");

    /// <summary>Requests as they came, header and all.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Completes with the first request.</summary>
    public Task Asked => _asked.Task;

    public Uri On(string path, Func<Stream, CancellationToken, Task> answer)
    {
        _answers["/" + path] = answer;
        return new Uri(Root, path);
    }

    /// <summary>Answers with a status, header lines and a body as they stand.</summary>
    public Uri On(string path, string status, string headers, byte[] body) => On(path, async (stream, stopping) =>
    {
        var lines = headers.Length == 0 ? string.Empty : headers + "\r\n";
        await WriteAsync(stream, $"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n", stopping);
        await stream.WriteAsync(body, stopping);
    });

    public Uri OnContent(string path, byte[] body) => On(path, "200 OK", $"Content-Length: {body.Length}", body);

    /// <summary>Sends a body's first bytes and then nothing.</summary>
    public Uri OnStall(string path, byte[] body, int afterBytes) => On(path, async (stream, stopping) =>
    {
        await WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n", stopping);
        await stream.WriteAsync(body.AsMemory(0, afterBytes), stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
    });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private static async Task WriteAsync(Stream stream, string header, CancellationToken stopping) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(header), stopping);

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using var stream = client.GetStream();
            var request = new StringBuilder();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            while (await reader.ReadLineAsync(_stopping.Token) is { Length: > 0 } line)
            {
                request.Append(line).Append('\n');
            }

            if (request.ToString().Split(' ') is [_, var path, ..])
            {
                Requests.Enqueue(request.ToString());
                _asked.TrySetResult();
                await _answers[path](stream, _stopping.Token);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // The client has hung up, or the test is over.
        }
    }
}
