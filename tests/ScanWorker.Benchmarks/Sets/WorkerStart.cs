using System.Diagnostics;
using System.Globalization;
using System.Net;
using ScanWorker.Adapters.Embedded;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Benchmarks.Sets;

/// <summary>Starts the program as a worker, and times it until it says that it is ready.</summary>
internal sealed class WorkerStart(MillionEntries world, EmbeddedKafka broker, bool withRedis)
{
    private const string NoRedis = "127.0.0.1:1,connectTimeout=500,connectRetry=0";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What is published, as the image has it, if its path is given; else what was built along with this program.
    internal static (string File, string[] Arguments) Program
    {
        get
        {
            if (Environment.GetEnvironmentVariable("SCANWORKER_QUICK_PROGRAM") is { Length: > 0 } published)
            {
                return (published, []);
            }

            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
            return ("dotnet",
                [Path.Combine(AppContext.BaseDirectory, "..", "..", "ScanWorker", configuration, "scanworker.dll")]);
        }
    }

    public static EmbeddedKafka NewBroker()
    {
        var broker = EmbeddedKafka.Start();
        broker.CreateTopics(new TopicOptions().All);
        return broker;
    }

    public double SecondsToReady()
    {
        var port = FreePorts.Next();
        string[] settings =
        [
            $"--Kafka:BootstrapServers={broker.BootstrapServers}", "--Kafka:MockBroker=true",
            "--Kafka:GroupProtocol=Consumer",
            $"--Redis:ConnectionString={(withRedis ? world.RedisConnection : NoRedis)}",
            $"--Sets:SnapshotDirectory={world.Snapshots}", $"--Sets:Signing:PublicKey={world.PublicKey}",
            string.Create(CultureInfo.InvariantCulture, $"--Health:Port={port}"),
        ];
        var start = Stopwatch.GetTimestamp();
        var (program, arguments) = Program;
        using var process = Process.Start(new ProcessStartInfo(program, [.. arguments, "run", .. settings])
        {
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} does not start.");
        var log = process.StandardError.ReadToEndAsync();
        try
        {
            WaitUntilReady(port);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
            if (Environment.GetEnvironmentVariable("SCANWORKER_QUICK_LOG") is { Length: > 0 } file)
            {
                File.AppendAllText(file, log.GetAwaiter().GetResult());
            }
        }
    }

    /// <summary>Asks a worker until it says that it is ready.</summary>
    /// <param name="port">Of its health.</param>
    /// <exception cref="TimeoutException">It does not come to that.</exception>
    internal static void WaitUntilReady(int port)
    {
        using var http = new HttpClient { Timeout = Patience };
        var ready = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/ready"));
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < Patience)
        {
            try
            {
                using var answer = http.GetAsync(ready).GetAwaiter().GetResult();
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }

            Poll.Pause(TimeSpan.FromMilliseconds(2));
        }

        throw new TimeoutException("The worker does not become ready.");
    }
}
