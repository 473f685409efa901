using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ScanWorker.Benchmarks.Sets;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>
/// Recorded verdicts a second, by the program itself on two lanes, against 100,000 entries: as it says it, so without
/// loading the list. Those of a topic start a broker, which works on the same processors.
/// </summary>
internal static partial class ReplayRows
{
    private const int Entries = 100_000;
    private const int Verdicts = 200_000;
    private const int TopicTimes = 5;
    private const int VerdictsForDistances = 20_000;
    private static readonly Lazy<string> Long = new(() => PastVerdicts.Write(Entries, Verdicts));
    private static readonly Lazy<PastTopic> Topic =
        new(() => PastTopic.Fill(Path.Combine(Long.Value, "verdicts.jsonl"), TopicTimes));

    private static readonly Lazy<string> Short = new(() => PastVerdicts.Write(Entries, VerdictsForDistances));

    internal static IEnumerable<(string Name, Func<QuickResult> Measure)> All =>
    [
        ("replay.differences", () => Replay("replay.differences", Long.Value)),
        ("replay.out", () => Replay("replay.out", Long.Value, "--out", "out.jsonl")),
        ("replay.against", () => Replay("replay.against", Long.Value, "--against", "verdicts.jsonl")),
        ("replay.topic.read",
            () => new QuickResult("replay.topic.read", Topic.Value.RecordsRead(lanes: 2), "records/s")),
        ("replay.topic.lookback", () => Measure("replay.topic.lookback", Long.Value,
            ["lookback", "--bank", "bank", $"--Kafka:BootstrapServers={Topic.Value.Kafka.BootstrapServers}"])),
        ("replay.report", () => Replay("replay.report", Short.Value, "--report", "report.html")),
    ];

    private static QuickResult Replay(string name, string folder, params string[] options) => Measure(
        name, folder, ["replay", "--from-verdicts", "verdicts.jsonl", "--force", .. options]);

    private static QuickResult Measure(string name, string folder, string[] command)
    {
        var (program, arguments) = WorkerStart.Program;
        using var process = Process.Start(new ProcessStartInfo(
            program,
            [
                .. arguments.Select(Path.GetFullPath), .. command,
                "--set", "set.jsonl", "--policy", "policy.json", "--lanes", "2",
            ])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException($"{program} does not start.");
        var answers = process.StandardOutput.ReadToEndAsync();
        var told = process.StandardError.ReadToEnd();
        _ = answers.GetAwaiter().GetResult();
        process.WaitForExit();
        return Pace().Match(told) is { Success: true } pace
            ? new QuickResult(
                name, double.Parse(pace.Groups[1].Value, CultureInfo.InvariantCulture), "verdicts/s")
            : throw new InvalidOperationException($"{program} says:\n{told}");
    }

    [GeneratedRegex(@" s, (\d+) a second", RegexOptions.CultureInvariant)]
    private static partial Regex Pace();
}
