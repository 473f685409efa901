using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ScanWorker.Hosting;

namespace ScanWorker.Commands;

/// <summary>
/// <c>scanworker healthcheck</c>: asks the worker on this machine, for images that have neither shell nor curl.
/// </summary>
internal static class HealthCheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create(StandardOptions standard)
    {
        var probe = new Argument<string>("probe")
        {
            Description = "live, ready or startup. Default: ready.",
            DefaultValueFactory = _ => "ready",
        }.AcceptOnlyFromAmong("live", "ready", "startup");
        var command = new Command(
            "healthcheck", "Asks the worker at Health:Port how it is; exits 0 when it is well, 69 when not.") { probe };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(probe), standard.Configuration(parsed), parsed.InvocationConfiguration,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string probe, IConfiguration configuration, InvocationConfiguration console, CancellationToken cancellation)
    {
        var options = HealthOptions.Read(configuration);
        var address = IPAddress.Parse(options.Address);
        var host = address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
        var name = host.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host}]" : host.ToString();
        var uri = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{name}:{options.Port}/health/{probe}"));
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(uri, cancellation);
            await console.Output.WriteLineAsync(await answer.Content.ReadAsStringAsync(cancellation));
            return answer.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.Unavailable;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            await console.Error.WriteLineAsync($"scanworker: nobody answers at {uri}: {problem.Message}");
            return ExitCodes.Unavailable;
        }
    }
}
