namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>A Redis that a test owns.</summary>
internal interface IRedisServer : IDisposable
{
    string ConnectionString { get; }
}
