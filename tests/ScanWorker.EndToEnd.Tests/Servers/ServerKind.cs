namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>Which servers a test runs on.</summary>
public enum ServerKind
{
    /// <summary>In the test's process; always there. Proves nothing of exactly-once.</summary>
    Embedded,

    /// <summary>
    /// Apache Kafka and Redis, their own processes; there when <c>KAFKA_HOME</c> is set and redis-server is on the
    /// path.
    /// </summary>
    Real,
}
