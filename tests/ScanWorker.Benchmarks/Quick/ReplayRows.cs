using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ScanWorker.Benchmarks.Sets;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>
/// Recorded verdicts a second, by the program itself on two lanes, against 100,000 entries: as it says it, so without
/// loading the list.
/// </summary>
internal static partial class ReplayRows
{
    private const int Entries = 100_000;
    private const int Verdicts = 200_000;
    private const int VerdictsForDistances = 20_000;
    private static readonly Lazy<string> Long = new(() => PastVerdicts.Write(Entries, Verdicts));
    private static readonly Lazy<string> Short = new(() => PastVerdicts.Write(Entries, VerdictsForDistances));

    internal static IEnumerable<(string Name, Func<QuickResult> Measure)> All =>
    [
        ("replay.differences", () => Measure("replay.differences", Long.Value)),
        ("replay.out", () => Measure("replay.out", Long.Value, "--out", "out.jsonl")),
        ("replay.against", () => Measure("replay.against", Long.Value, "--against", "verdicts.jsonl")),
        ("replay.report", () => Measure("replay.report", Short.Value, "--report", "report.html")),
    ];

    private static QuickResult Measure(string name, string folder, params string[] options)
    {
        var (program, arguments) = WorkerStart.Program;
        using var process = Process.Start(new ProcessStartInfo(
            program,
            [
                .. arguments.Select(Path.GetFullPath), "replay", "--from-verdicts", "verdicts.jsonl",
                "--set", "set.jsonl", "--policy", "policy.json", "--lanes", "2", "--force", .. options,
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
