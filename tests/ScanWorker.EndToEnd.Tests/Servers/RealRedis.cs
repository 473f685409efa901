using System.Globalization;
using StackExchange.Redis;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>
/// A real redis-server, its own process on loopback. Keeps its data in a folder, so a restart has it again.
/// </summary>
internal sealed class RealRedis : IRedisServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-redis-");
    private readonly int _port = FreePorts.Next();
    private OwnedProcess? _process;

    public RealRedis() => Start();

    public string ConnectionString =>
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},abortConnect=false");

    public void Start()
    {
        _process = OwnedProcess.Start("redis-server",
        [
            "--bind", "127.0.0.1", "--port", _port.ToString(CultureInfo.InvariantCulture), "--dir", _folder.FullName,
            "--appendonly", "yes", "--save", "",
        ]);
        Poll.Until(Answers, TimeSpan.FromSeconds(20), () => $"Redis does not come up:\n{_process.Output}");
    }

    public void Stop()
    {
        _process?.Signal(OwnedProcess.Terminate);
        _ = _process?.WaitForExit(TimeSpan.FromSeconds(10));
        _process?.Kill();
    }

    /// <summary>Freezes it until <see cref="Resume"/>: its connections stay open, and nothing is answered.</summary>
    public void Suspend() => _process?.Signal(OwnedProcess.Stop);

    public void Resume() => _process?.Signal(OwnedProcess.Continue);

    public void Dispose()
    {
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private bool Answers()
    {
        try
        {
            using var connection = ConnectionMultiplexer.Connect($"{ConnectionString},connectTimeout=500");
            return connection.IsConnected && connection.GetDatabase().Ping() > TimeSpan.Zero;
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
