using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Demo;
using ScanWorker.Hosting;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>
/// The worker in this process, in the demo's world, so that its parts can be replaced and its telemetry heard. One at a
/// time: what a process measures is all its workers'.
/// </summary>
internal sealed class DemoWorker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly SemaphoreSlim OneAtATime = new(1);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly WebApplication _app;
    private readonly DemoAudit _audit;

    private DemoWorker(DemoWorld world, WebApplication app) =>
        (World, _app, _audit) = (world, app, new DemoAudit(world));

    public DemoWorld World { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<DemoWorker> StartAsync(
        IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? change = null)
    {
        await OneAtATime.WaitAsync();
        try
        {
            return await StartAloneAsync(settings, change);
        }
        catch
        {
            OneAtATime.Release();
            throw;
        }
    }

    public Task SendAsync(IEnumerable<DemoUpload> uploads) => DemoProducer.ProduceAsync(World, uploads);

    /// <summary>The next so many verdicts.</summary>
    public IReadOnlyList<VerdictEvent> Verdicts(int count)
    {
        var verdicts = new List<VerdictEvent>();
        Poll.Until(
            () =>
            {
                if (_audit.NextVerdict(TimeSpan.FromMilliseconds(100)) is { } verdict)
                {
                    verdicts.Add(verdict);
                }

                return verdicts.Count == count;
            },
            Patience, () => $"{verdicts.Count} of {count} verdicts came.");
        return verdicts;
    }

    /// <param name="path">From the root.</param>
    /// <param name="accept">Media type, or null.</param>
    public async Task<string> GetAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(_app.Urls.First()), path));
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await Http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _audit.Dispose();
            World.Dispose();
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static async Task<DemoWorker> StartAloneAsync(
        IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? change)
    {
        var world = new DemoWorld();
        var app = WorkerHost.Build(
            sources =>
            {
                world.Configure(sources);
                sources.AddInMemoryCollection(settings);
            },
            change);
        var worker = new DemoWorker(world, app);
        await DemoHashSet.PublishAsync(
            world.WorkingSet, app.Services.GetRequiredService<ContentExaminer>(),
            app.Services.GetRequiredService<IHashSetStore>(),
            world.PrivateKey, CancellationToken.None);
        await app.StartAsync();
        return worker;
    }
}
