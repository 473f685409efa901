using System.Globalization;
using System.Net;

namespace ScanWorker.EndToEnd.Tests.Worker;

/// <summary>One worker: the program itself, in its own process.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly OwnedProcess _process;
    private readonly int _healthPort;

    private WorkerProcess(OwnedProcess process, int healthPort) => (_process, _healthPort) = (process, healthPort);

    /// <summary>host:port of health and metrics.</summary>
    public string HealthAddress => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_healthPort}");

    public bool HasExited => _process.HasExited;

    /// <summary>The processes that decode for it.</summary>
    public IReadOnlyList<int> DecoderIds =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
           where ArgumentsOf(folder) is [.., "decode-worker", var parent, _, _, _]
               && parent == _process.Id.ToString(CultureInfo.InvariantCulture)
           select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
    ];

    public string Output => _process.Output;

    /// <summary>The most that was resident so far; from the kernel's own count.</summary>
    public long PeakMemoryBytes => _process.PeakMemoryBytes;

    /// <param name="settings">Configuration keys and values, handed over on the command line.</param>
    /// <param name="command">Starts the program; null: the one under test.</param>
    /// <param name="environment">Variables beside this process's.</param>
    public static WorkerProcess Start(
        IReadOnlyDictionary<string, string> settings, IReadOnlyList<string>? command = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var port = FreePorts.Next();
        var all = new Dictionary<string, string>(settings)
        {
            ["Health:Port"] = port.ToString(CultureInfo.InvariantCulture),
        };
        command ??= ProgramUnderTest.Command;
        return new WorkerProcess(
            OwnedProcess.Start(
                command[0], [.. command.Skip(1), "run", .. all.Select(setting => $"--{setting.Key}={setting.Value}")],
                environment), port);
    }

    public void WaitUntilReady(TimeSpan? deadline = null) =>
        Poll.Until(
            () => HealthOf("ready") == HttpStatusCode.OK || HasExited, deadline ?? TimeSpan.FromSeconds(60),
            () => $"Not ready:\n{Output}");

    /// <returns>The status, or null when nobody answers.</returns>
    public HttpStatusCode? HealthOf(string probe)
    {
        try
        {
            using var answer = Http
                .GetAsync(new Uri($"http://127.0.0.1:{_healthPort}/health/{probe}")).GetAwaiter().GetResult();
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <returns>The answer's text, or null when nobody answers.</returns>
    public string? HealthTextOf(string probe)
    {
        try
        {
            using var answer = Http
                .GetAsync(new Uri($"http://127.0.0.1:{_healthPort}/health/{probe}")).GetAwaiter().GetResult();
            return answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    public string Scrape() =>
        Http.GetStringAsync(new Uri($"http://127.0.0.1:{_healthPort}/metrics")).GetAwaiter().GetResult();

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGSTOP, until <see cref="Continue"/>.</summary>
    public void Stop() => _process.Signal(OwnedProcess.Stop);

    public void Continue() => _process.Signal(OwnedProcess.Continue);

    /// <summary>SIGTERM.</summary>
    public void Terminate() => _process.Signal(OwnedProcess.Terminate);

    /// <returns>The exit code; null when it still runs.</returns>
    public int? WaitForExit(TimeSpan? deadline = null) => _process.WaitForExit(deadline ?? TimeSpan.FromSeconds(60));

    public void Dispose() => _process.Dispose();

    private static string[] ArgumentsOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"))
                .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
