using ScanWorker.Adapters.Embedded;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>One embedded server for all custodians, each of whom has a set of his own.</summary>
[SetUpFixture]
internal sealed class CustodianRedis
{
    private static readonly Lazy<EmbeddedRedis> Server = new(EmbeddedRedis.Start);

    public static string ConnectionString => Server.Value.ConnectionString;

    [OneTimeTearDown]
    public void Stop()
    {
        if (Server.IsValueCreated)
        {
            Server.Value.Dispose();
        }
    }
}
