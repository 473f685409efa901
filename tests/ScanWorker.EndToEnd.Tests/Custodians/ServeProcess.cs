using System.Globalization;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>One <c>sets serve</c>: the program itself, in its own process.</summary>
internal sealed class ServeProcess : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly OwnedProcess _process;
    private readonly int _port;

    private ServeProcess(OwnedProcess process, int port) => (_process, _port) = (process, port);

    public string Output => _process.Output;

    /// <param name="world">Whose working set, Redis and keys it has.</param>
    /// <param name="location">Of a list of changes, which is fetched every second.</param>
    /// <param name="more">Further settings.</param>
    public static ServeProcess Start(CustodianWorld world, string location, params string[] more)
    {
        var port = FreePorts.Next();
        return new ServeProcess(
            world.Start(
            [
                "sets", "serve", string.Create(CultureInfo.InvariantCulture, $"--Health:Port={port}"),
                "--Sets:Serve:LeaseLife=00:00:10", "--Exchanges:Sources:a:Bank=b",
                $"--Exchanges:Sources:a:Location={location}", "--Exchanges:Sources:a:IsDelta=true",
                "--Exchanges:Sources:a:Interval=00:00:01", .. more,
            ]),
            port);
    }

    /// <returns>The answer's text; empty when nobody answers.</returns>
    public string Ask(string path)
    {
        try
        {
            return Http.GetStringAsync(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}{path}")))
                .GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return "";
        }
    }

    /// <summary>Waits until its answer of readiness says so.</summary>
    public void WaitUntilReadyAnd(string note) => Poll.Until(
        () => Ask("/health/ready").Contains(note, StringComparison.Ordinal), TimeSpan.FromSeconds(60),
        () => $"It does not say '{note}':\n{Ask("/health/ready")}\n{Output}");

    public void Kill() => _process.Kill();

    public void Signal(int signal) => _process.Signal(signal);

    public int? WaitForExit() => _process.WaitForExit(TimeSpan.FromSeconds(60));

    public void Dispose() => _process.Dispose();
}
