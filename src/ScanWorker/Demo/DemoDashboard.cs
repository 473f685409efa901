using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ScanWorker.Demo;

/// <summary>
/// The Aspire dashboard, from its NuGet package, as a process on loopback: an OTLP receiver with a web page.
/// </summary>
internal sealed class DemoDashboard : IDisposable
{
    private const string Package = "aspire.dashboard.sdk.linux-x64";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _receiver;

    private DemoDashboard(Process process, string address, string receiver) =>
        (_process, Address, _receiver) = (process, address, receiver);

    /// <summary>Of its web page.</summary>
    public string Address { get; }

    /// <summary>What sends a worker's telemetry there.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _receiver,
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    /// <returns>Null when the package is not on this machine, or does not come up.</returns>
    public static async Task<DemoDashboard?> StartAsync(CancellationToken cancellation)
    {
        if (Find() is not { } program)
        {
            return null;
        }

        var (address, receiver) = (FreeAddress(), FreeAddress());
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = address;
        start.Environment["DOTNET_DASHBOARD_OTLP_ENDPOINT_URL"] = receiver;
        // It listens on loopback alone, and holds demo data.
        start.Environment["DOTNET_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true";
        start.Environment["Dashboard__Otlp__SuppressUnsecuredMessage"] = "true";
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var dashboard = new DemoDashboard(process, address, receiver);
        if (await dashboard.IsUpAsync(cancellation))
        {
            return dashboard;
        }

        dashboard.Dispose();
        return null;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // A restore of this program's project brings the package; the newest that is there is taken.
    private static string? Find()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = new DirectoryInfo(Path.Combine(packages, Package));
        return !folder.Exists ? null : folder.EnumerateDirectories()
            .OrderByDescending(version => Version.TryParse(version.Name, out var number) ? number : new Version())
            .Select(version => Path.Combine(version.FullName, "tools", "Aspire.Dashboard"))
            .FirstOrDefault(File.Exists);
    }

    private static string FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return string.Create(
            CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
    }

    private async Task<bool> IsUpAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var since = Stopwatch.StartNew();
        while (since.Elapsed < Patience && !_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Address), cancellation);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellation);
            }
        }

        return false;
    }
}
