using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ScanWorker.Hosting;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Hosting;

/// <summary>The health port is open to whoever reaches it, so it holds few connections.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class HealthConnectionsTests
{
    [Test]
    public async Task HealthPort_MoreConnectionsThanAllowed_ClosesThemAndServesTheOthers()
    {
        await using var app = Build(connectionsMax: 2);
        await app.StartAsync();
        var root = new Uri(app.Urls.Single());
        using var one = await ConnectAsync(root);
        using var two = await ConnectAsync(root);

        using var three = await ConnectAsync(root);
        Assert.That(await IsClosedAsync(three), Is.True);

        one.Close();
        using var client = new HttpClient { BaseAddress = root };
        await Poll.UntilAsync(
            async () => await AnswerAsync(client) == "well", TimeSpan.FromSeconds(60), () => "no answer");
        await app.StopAsync();
    }

    private static WebApplication Build(int connectionsMax)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Health:Port"] = "0",
            ["Health:ConnectionsMax"] = $"{connectionsMax}",
            ["Logging:LogLevel:Default"] = "None",
        });
        builder.AddWorkerHealth();
        foreach (var watch in builder.Services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Namespace?.StartsWith("ScanWorker", StringComparison.Ordinal) == true)
            .ToList())
        {
            _ = builder.Services.Remove(watch);
        }

        var app = builder.Build();
        app.MapGet("/", () => "well");
        return app;
    }

    private static async Task<TcpClient> ConnectAsync(Uri root)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(root.Host, root.Port);
        return connection;
    }

    private static async Task<bool> IsClosedAsync(TcpClient connection)
    {
        try
        {
            return await connection.GetStream().ReadAsync(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<string> AnswerAsync(HttpClient client)
    {
        try
        {
            return await client.GetStringAsync("/");
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
