namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>The kinds of servers on this machine, and how to start them.</summary>
internal static class ServerKinds
{
    /// <summary>A distribution's folder, with its jars in <c>libs</c>; null when there is none.</summary>
    public static string? KafkaHome { get; } = Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home
        ? Path.GetFullPath(home, RepositoryRoot.Path)
        : null;

    /// <summary>Whether the real servers can be started.</summary>
    public static bool HasReal { get; } = KafkaHome is not null && IsOnPath("java") && IsOnPath("redis-server");

    /// <summary>Whether a Prometheus can be started here; in CI it must be.</summary>
    public static bool HasPrometheus => IsCi || IsOnPath("prometheus");

    /// <summary>Whether a browser can be started here; in CI it must be.</summary>
    public static bool HasBrowser => IsCi || IsOnPath("chromium");

    /// <summary>
    /// Every kind that can be started here. In CI the real ones are never left out: their tests fail instead.
    /// </summary>
    public static IEnumerable<ServerKind> Here =>
        HasReal || IsCi ? [ServerKind.Embedded, ServerKind.Real] : [ServerKind.Embedded];

    /// <summary>The real kind alone, or nothing where it cannot be started.</summary>
    public static IEnumerable<ServerKind> RealOnly => Here.Where(kind => kind == ServerKind.Real);

    private static bool IsCi => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>A broker without topics, and a group without members.</summary>
    public static IBroker StartBroker(ServerKind kind) =>
        kind == ServerKind.Embedded ? new EmbeddedBroker() : new LentBroker();

    public static IRedisServer StartRedis(ServerKind kind) =>
        kind == ServerKind.Embedded ? new GarnetRedis() : new RealRedis();

    /// <summary>A real one for a test that stops or kills it.</summary>
    public static RealBroker StartRealBroker() => new(Jars());

    public static KafkaJars Jars() =>
        new(KafkaHome ?? throw new AssertionException("KAFKA_HOME is not set: in CI the real-server tests must run."));

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
