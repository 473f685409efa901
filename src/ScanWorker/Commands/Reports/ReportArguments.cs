using System.CommandLine;
using ScanWorker.Commands.Recordings;
using ScanWorker.Replay.Transparency;

namespace ScanWorker.Commands.Reports;

/// <summary>Arguments and options of <c>report</c>.</summary>
internal static class ReportArguments
{
    public static readonly Argument<string[]> Recordings = new("recording")
    {
        Description = "Recordings of scan.verdicts, the oldest first. Default: the topic itself.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static readonly Option<string> Since = new("--since")
    {
        Description = $"Only uploads first judged since: {MomentText.Form}. Default: all.",
    };

    public static readonly Option<string> Until = new("--until")
    {
        Description = "Only uploads first judged before this time. Default: all.",
    };

    public static readonly Option<FileInfo[]> Feedback = new("--feedback")
    {
        Description = "Adds what reviewers confirmed and denied, from these recordings of scan.feedback. With none "
            + "named, from the topic itself.",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static readonly Option<FileInfo> Csv =
        new("--csv") { Description = "Write every number to this file, one per line." };

    public static readonly Option<FileInfo> Html =
        new("--html") { Description = "Write a self-contained page with tables and plots." };

    public static readonly Option<bool> Force =
        new("--force") { Description = "Replace existing --csv and --html files." };

    public static readonly Option<int> Lanes = new Option<int>("--lanes")
    {
        Description = "Threads that read recordings. Default: as many as there are cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    }.Within(1, 1024);

    public static readonly Option<bool> Strict =
        new("--strict") { Description = "Refuses a recording with a line that is wrong." };

    public static IReadOnlyList<FileInfo> Files(ParseResult parsed) =>
        [.. (parsed.GetValue(Recordings) ?? []).Select(path => new FileInfo(path))];

    /// <summary>All files that one run reads.</summary>
    public static IReadOnlyList<FileInfo> Inputs(ParseResult parsed) =>
        [.. Files(parsed), .. parsed.GetValue(Feedback) ?? []];

    /// <summary>Whether reviews are asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">Recordings of them; none is the topic.</param>
    public static bool HasFeedback(ParseResult parsed, out FileInfo[] files)
    {
        files = parsed.GetValue(Feedback) ?? [];
        return parsed.GetResult(Feedback) is { Implicit: false };
    }

    /// <exception cref="UsageException">A time is none, or the period ends before it begins.</exception>
    public static ReportPeriod Period(ParseResult parsed, TimeProvider clock)
    {
        var period = new ReportPeriod(
            MomentText.Of(parsed.GetValue(Since), Since.Name, clock),
            MomentText.Of(parsed.GetValue(Until), Until.Name, clock));
        return period.Since >= period.Until
            ? throw new UsageException("--until: the period ends before it begins.")
            : period;
    }
}
