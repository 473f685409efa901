using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Fetching.S3;

/// <summary>A real S3 API over memory (S3Proxy), started once for the whole run, where the machine has it.</summary>
/// <remarks>Looked for in <c>S3PROXY_HOME</c>, else in <c>../shared/servers/s3proxy</c> of the repository.</remarks>
internal sealed class S3Proxy
{
    private readonly Process _process;

    private S3Proxy(string home)
    {
        Port = FreePorts.Next();
        var script = Path.Combine(home, "s3proxy");
        var start = new ProcessStartInfo("bash", [script, "run", $"{Port}", AccessKey, SecretKey])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("S3Proxy did not start.");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // Not a tear-down of the tests of fetching: a run of others alone asks for the cases, and so starts it too.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        WaitUntilItListens();
    }

    public const string AccessKey = "test";
    public const string SecretKey = "test-secret";

    /// <summary>Where it is installed, or null.</summary>
    public static string? Home { get; } = Find();

    public static Lazy<S3Proxy> Shared { get; } =
        new(() => new S3Proxy(Home ?? throw new InvalidOperationException("There is no S3Proxy on this machine.")));

    public int Port { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("S3PROXY_HOME") is { Length: > 0 } named)
        {
            return named;
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ScanWorker.sln")))
        {
            folder = folder.Parent;
        }

        var beside = Path.Combine(folder?.Parent?.FullName ?? ".", "shared", "servers", "s3proxy");
        var hasJava = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, "java")));
        return hasJava && Directory.Exists(beside) ? beside : null;
    }

    private void End()
    {
        _process.Kill(); // Its script has become it; ending a tree stops it first, and this process may end between.
        _process.WaitForExit();
        _process.Dispose();
    }

    private void WaitUntilItListens()
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromMinutes(1) && !_process.HasExited;)
        {
            using var client = new TcpClient();
            try
            {
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                Thread.Yield();
            }
        }

        throw new InvalidOperationException("S3Proxy does not listen.");
    }
}
