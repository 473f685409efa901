using System.Globalization;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Samples;
using ScanWorker.Benchmarks.Sets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Benchmarks.Load;

/// <summary>A real broker, a Redis with a million entries, pictures in a folder, and one worker process.</summary>
internal sealed class LoadWorld : IDisposable
{
    /// <summary>The topic of past uploads.</summary>
    public const string Backfill = "uploads.backfill";

    // Together more than a processor's cache holds.
    private const int Pictures = 64;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-load-");
    private readonly RealBroker _broker = StartBroker();
    private OwnedProcess? _worker;

    /// <summary>Where the worker runs; null: it has all of the machine. The caller's, and outlives this.</summary>
    public MemoryGroup? Memory { get; init; }

    public KafkaOptions Kafka => _broker.Options;

    /// <summary>Files of different pictures.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>Of the worker and its decoders, so far.</summary>
    public TimeSpan ProcessorTime => _worker?.ProcessorTime ?? TimeSpan.Zero;

    /// <exception cref="InvalidOperationException">There is no Kafka to start.</exception>
    public static RealBroker StartBroker()
    {
        var home = Environment.GetEnvironmentVariable("KAFKA_HOME");
        if (string.IsNullOrEmpty(home))
        {
            throw new InvalidOperationException("KAFKA_HOME must name a Kafka distribution.");
        }

        var broker = new RealBroker(new KafkaJars(home), fast: true);
        broker.CreateTopics();
        BrokerAdmin.CreateTopics(broker.Options, [Backfill], partitions: 4);
        return broker;
    }

    public void WritePictures(int width, int height)
    {
        var files = new string[Pictures];
        _ = Parallel.For(0, Pictures, number =>
        {
            var file = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{number}.jpg"));
            File.WriteAllBytes(file, SamplePictures.Scene(number, width, height).ToJpeg(92));
            files[number] = file;
        });
        Files = files;
    }

    /// <param name="rememberFindings">Whether the worker keeps what it found in Redis.</param>
    /// <param name="more">Settings, as on its command line.</param>
    public void StartWorker(bool rememberFindings, IReadOnlyList<string> more)
    {
        var entries = MillionEntries.Shared;
        var port = FreePorts.Next();

        // In a group of its own it fetches and builds all by itself: what another wrote would not be charged to it.
        var snapshots = Memory is null ? entries.Snapshots : Path.Combine(_folder.FullName, "snapshots");
        var (program, arguments) = WorkerStart.Program;
        string[] command =
        [
            .. arguments, "run",
            $"--Kafka:BootstrapServers={_broker.Options.BootstrapServers}", "--Kafka:InstanceId=load",
            $"--Redis:ConnectionString={entries.RedisConnection}",
            rememberFindings ? "--Findings:Key=load" : "--Findings:Enabled=false",
            $"--Sets:SnapshotDirectory={snapshots}", $"--Sets:Signing:PublicKey={entries.PublicKey}",
            $"--Content:Roots:0={_folder.FullName}",
            string.Create(CultureInfo.InvariantCulture, $"--Health:Port={port}"), .. more,
        ];
        var (file, words) = Memory is null ? (program, command) : Memory.Enter(program, command);
        _worker = OwnedProcess.Start(file, words);
        try
        {
            WorkerStart.WaitUntilReady(port);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"The worker says:\n{_worker.Output}", e);
        }
    }

    public void Dispose()
    {
        _worker?.Dispose();
        _broker.Dispose();
        _folder.Delete(recursive: true);
    }
}
