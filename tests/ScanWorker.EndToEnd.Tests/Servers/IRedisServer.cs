namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>A Redis that a test owns.</summary>
internal interface IRedisServer : IDisposable
{
    string ConnectionString { get; }

    /// <summary>PEM file of who signed its certificate; null of a server without TLS.</summary>
    string? CertificateAuthority => null;
}
