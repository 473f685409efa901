namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>
/// Every place where a tidy rule does not hold, each with its reason. An obsolete line fails its test.
/// </summary>
internal static class TidyExceptions
{
    /// <summary>Folders of many rows of one kind.</summary>
    public static readonly IReadOnlySet<string> CrowdedFolders = new HashSet<string>(StringComparer.Ordinal)
    {
        "src/ScanWorker.Adapters/ListFormats",
        "src/ScanWorker.Pipeline/Events",
        "src/ScanWorker/Commands/Sets",
    };

    public static readonly IReadOnlyList<TidyException> All =
    [
        new(
            "broad-catch", "src/ScanWorker/Commands/CommandInvocation.cs",
            "The end of the program: a bug is told on stderr, and exits 70."),
        new(
            "broad-catch", "src/ScanWorker/Hosting/StartupCheck.cs",
            "Reflection wraps what a validator throws; what is no finding is thrown on."),
        new(
            "broad-catch", "src/ScanWorker.Pipeline/Loop/ScanLoop.cs",
            "The end of the poll thread: the fault ends the process."),
        new(
            "broad-catch", "src/ScanWorker.Pipeline/Loop/CommitThread.cs",
            "The end of the committer thread: its fault is thrown on by the poll thread."),
        new(
            "broad-catch", "src/ScanWorker.Pipeline/Loop/PollLoop.cs",
            "A fault in a rebalance handler is kept, and thrown on by the turn that polled."),
        new(
            "broad-catch", "src/ScanWorker.Pipeline/Loop/ScanDispatcher.cs",
            "The end of a lane's work: its fault is thrown on by the poll thread."),
        new(
            "broad-catch", "tests/ScanWorker.Testing/Fuzzing/FuzzTarget.cs",
            "What a reader lets through is the finding: it is told with its seed."),
        new("sealed", "tests/ScanWorker.Benchmarks/Hashing/", "BenchmarkDotNet derives the class that it runs."),
        new("sealed", "tests/ScanWorker.Benchmarks/Index/", "BenchmarkDotNet derives the class that it runs."),
        new(
            "sealed", "src/ScanWorker.Adapters/Kafka/KafkaUploadSource.cs",
            "The mock's source commits once more, as the same member."),
        new(
            "broad-catch", "src/ScanWorker.Adapters/Kafka/CallThread.cs",
            "What a call throws is thrown on to who asked for it."),
        new(
            "broad-catch", "src/ScanWorker.Adapters/Kafka/Lookback/LookbackLanes.cs",
            "The end of a lane: its fault is thrown on by who takes the pieces."),
        new(
            "blocking-wait", "src/ScanWorker.Pipeline/Canary/CanaryProof.cs",
            "The refresher's own thread, which may not go on before the proof."),
        new(
            "sleep", "tests/ScanWorker.Adapters.Tests/Fetching/Http/HttpFetcherTests.cs",
            "A body that never comes: ends with the server."),
        new(
            "sleep", "tests/ScanWorker.Adapters.Tests/Fetching/Http/TestHttpServer.cs",
            "A body that never comes: ends with the server."),
        new(
            "sleep", "tests/ScanWorker.Testing/Servers/Poll.cs",
            "The one place that waits between two looks at another process."),
        new(
            "sleep", "tests/ScanWorker.EndToEnd.Tests/Custodians/KillPoints.cs",
            "Looks once a millisecond for the moment to kill."),
        new(
            "sleep", "tests/ScanWorker.Benchmarks/Sets/MillionEntries.cs",
            "Looks once a millisecond for what it measures."),
    ];
}
