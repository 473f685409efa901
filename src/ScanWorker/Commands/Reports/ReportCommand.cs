using System.CommandLine;
using System.Globalization;
using System.Text;
using ScanWorker.Commands.Recordings;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Transparency;

namespace ScanWorker.Commands.Reports;

/// <summary><c>scanworker report</c>: a transparency report's numbers, from verdicts.</summary>
internal static class ReportCommand
{
    public static Command Create(StandardOptions standard)
    {
        var command = new Command(
            "report",
            "Counts what was scanned, matched, blocked and taken back in a period: numbers for a transparency report.")
        {
            ReportArguments.Recordings, ReportArguments.Since, ReportArguments.Until, ReportArguments.Feedback,
            ReportArguments.Csv, ReportArguments.Html, ReportArguments.Force, ReportArguments.Lanes,
            ReportArguments.Strict,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, standard, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, StandardOptions standard, CancellationToken cancellation)
    {
        var files = ReportArguments.Files(parsed);
        var period = ReportArguments.Period(parsed, TimeProvider.System);
        CheckOutputs(parsed);
        ReplayInput.Check(ReportArguments.Inputs(parsed));
        var hasFeedback = ReportArguments.HasFeedback(parsed, out var feedback);
        var kafka = files.Count == 0 || (hasFeedback && feedback.Length == 0)
            ? BrokerSettings.Read(standard.Configuration(parsed))
            : null;
        var problems = new RecordingProblems(parsed.GetValue(ReportArguments.Strict));
        var (counts, withoutId) = await StderrProgress.ShowAsync(
            "counting", parsed.GetValue(standard.Verbosity), progress => kafka is null || files.Count > 0
                ? VerdictCounting.OfRecordingsAsync(
                    files, period, problems, parsed.GetValue(ReportArguments.Lanes), cancellation)
                : Task.FromResult(VerdictCounting.OfTopic(kafka, period, problems, progress, cancellation)));
        cancellation.ThrowIfCancellationRequested();
        await TellProblemsAsync(parsed, problems, withoutId);
        if (hasFeedback)
        {
            var (isStrict, error) = (parsed.GetValue(ReportArguments.Strict), parsed.InvocationConfiguration.Error);
            var reviews = kafka is null || feedback.Length > 0
                ? ReviewCounting.OfRecordingsAsync(feedback, isStrict, error, cancellation)
                : ReviewCounting.OfTopicAsync(kafka, error, cancellation);
            counts.AddReviews(await reviews, period);
        }

        var report = new TransparencyReport(period, counts);
        WriteFile(parsed, ReportArguments.Csv, () => ReportFiles.Csv(report));
        WriteFile(parsed, ReportArguments.Html, () => ReportPage.Render(report));
        await ShowAsync(parsed.InvocationConfiguration.Output, report, parsed.GetValue(standard.Json));
        return ExitCodes.Done;
    }

    private static async Task ShowAsync(TextWriter output, TransparencyReport report, bool isJson)
    {
        if (!isJson)
        {
            ReportText.Write(output, report);
            return;
        }

        foreach (var line in ReportFiles.JsonLines(report))
        {
            await output.WriteLineAsync(line);
        }
    }

    // Before anything is counted, which may take long.
    private static void CheckOutputs(ParseResult parsed)
    {
        List<string> inputs = [.. ReportArguments.Inputs(parsed).Select(file => file.FullName)];
        foreach (var option in new[] { ReportArguments.Csv, ReportArguments.Html })
        {
            if (parsed.GetValue(option) is { } file)
            {
                OutputFile.Check(option.Name, file.FullName, parsed.GetValue(ReportArguments.Force), inputs);
                inputs.Add(file.FullName);
            }
        }
    }

    private static void WriteFile(ParseResult parsed, Option<FileInfo> option, Func<string> render)
    {
        if (parsed.GetValue(option) is { } file)
        {
            using var written = OutputFile.Create(
                option.Name, file.FullName, parsed.GetValue(ReportArguments.Force),
                ReportArguments.Inputs(parsed).Select(input => input.FullName));
            written.Stream.Write(Encoding.UTF8.GetBytes(render()));
            written.Complete();
        }
    }

    private static async Task TellProblemsAsync(ParseResult parsed, RecordingProblems problems, long withoutId)
    {
        var error = parsed.InvocationConfiguration.Error;
        await problems.TellAsync(error);
        if (withoutId > 0)
        {
            await error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"scanworker: {withoutId} verdicts have no CloudEvents id and are not counted: it cannot be told which supersede others."));
        }
    }
}
