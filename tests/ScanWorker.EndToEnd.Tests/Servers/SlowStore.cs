using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ScanWorker.Adapters.Samples;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>An HTTP store: what is under <c>/slow</c> it hands out when it is told to, or after a time; the rest at
/// once.</summary>
internal sealed class SlowStore : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    private SlowStore(TimeSpan? slowness)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet("/slow/{number}", async (HttpContext context, int number) =>
        {
            Interlocked.Increment(ref _asked);
            await _released.Task
                .WaitAsync(slowness ?? Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await AnswerAsync(context, number);
        });
        _app.MapGet("/fast/{number}", (HttpContext context, int number) => AnswerAsync(context, number));
    }

    /// <summary>host:port, for <c>Content:HttpHosts</c>.</summary>
    public string Host => new Uri(_app.Urls.Single()).Authority;

    /// <summary>How often something slow was asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <param name="slowness">How long slow content takes; null: until <see cref="Release"/>.</param>
    public static async Task<SlowStore> StartAsync(TimeSpan? slowness = null)
    {
        var store = new SlowStore(slowness);
        await store._app.StartAsync();
        return store;
    }

    public Uri Slow(int number) => new(string.Create(CultureInfo.InvariantCulture, $"http://{Host}/slow/{number}"));

    public Uri Fast(int number) => new(string.Create(CultureInfo.InvariantCulture, $"http://{Host}/fast/{number}"));

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, int number) =>
        await context.Response.Body.WriteAsync(
            SamplePictures.Scene(1_000 + number, 96, 72).ToJpeg(), context.RequestAborted);
}
