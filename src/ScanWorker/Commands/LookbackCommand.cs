using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Recordings;
using ScanWorker.Commands.Lookbacks;
using ScanWorker.Commands.Recordings;
using ScanWorker.Pipeline.Lookback;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Commands;

/// <summary>
/// <c>scanworker lookback</c>: what new entries say of past uploads, and what withdrawn ones no longer do.
/// </summary>
internal static class LookbackCommand
{
    public static Command Create(StandardOptions standard)
    {
        var command = new Command(
            "lookback",
            "Matches past uploads against new entries by their fingerprints. Changes nothing without --emit.")
        {
            LookbackArguments.Since, LookbackArguments.Entries, LookbackArguments.Bank, LookbackArguments.Withdrawn,
            LookbackArguments.Emit,
            LookbackArguments.Rate, LookbackArguments.Recordings, LookbackArguments.Set, LookbackArguments.Policy,
            LookbackArguments.Lanes,
            LookbackArguments.Strict,
        };
        RecordingExit.Attach(command, (parsed, cancellation) => RunAsync(parsed, standard, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, StandardOptions standard, CancellationToken cancellation)
    {
        LookbackArguments.Check(parsed);
        var configuration = BrokerSettings.Configuration(parsed, standard);
        var policy = Policies.Load(parsed.GetValue(LookbackArguments.Policy), null, configuration);
        var set = await HashSets.LoadAsync(parsed.GetValue(LookbackArguments.Set), configuration, cancellation);
        if (parsed.GetValue(LookbackArguments.Emit) && set.Version == 0)
        {
            throw new UsageException(
                "--emit: events name the version that found them, so the set must be a published one.");
        }

        var question = await LookbackQuestion.OfAsync(parsed, configuration, set, policy, cancellation);
        var view = new FindingView(parsed.InvocationConfiguration.Output, parsed.GetValue(standard.Json));
        var started = Stopwatch.GetTimestamp();
        var counts = await StderrProgress.ShowAsync("looking back", parsed.GetValue(standard.Verbosity), progress =>
            parsed.GetValue(LookbackArguments.Recordings) is { Length: > 0 } recordings
                ? OverRecordingsAsync(parsed, recordings, question, view, cancellation)
                : Task.FromResult(
                    OverTopic(parsed, BrokerSettings.Read(configuration), question, view, progress, cancellation)));
        view.Conclude();
        await TellAsync(parsed, question, counts, Stopwatch.GetElapsedTime(started));
        return ExitCodes.Done;
    }

    private static LookbackCounts OverTopic(
        ParseResult parsed, KafkaOptions kafka, LookbackQuestion question, FindingView view, StderrProgress progress,
        CancellationToken cancellation)
    {
        var clock = TimeProvider.System;
        using var emitter = parsed.GetValue(LookbackArguments.Emit)
            ? new LookbackEmitter(
                kafka, question.Job, parsed.GetValue(LookbackArguments.Rate), clock,
                NullLogger<KafkaVerdictSink>.Instance)
            : null;
        emitter?.Open(cancellation);
        var topic = new LookbackTopic(kafka, question.Lookback, clock);
        topic.Run(Since(parsed), emitter, view.Add, (done, left) => progress.Report(done, done + left), cancellation);
        return topic.Counts;
    }

    private static async Task<LookbackCounts> OverRecordingsAsync(
        ParseResult parsed, FileInfo[] recordings, LookbackQuestion question, FindingView view,
        CancellationToken cancellation)
    {
        var problems = new RecordingProblems(parsed.GetValue(LookbackArguments.Strict));
        var (counts, since) = (LookbackCounts.None, Since(parsed));
        foreach (var file in recordings)
        {
            var blocks = new VerdictBlocks<LookbackFinding>(
                (record, verdict) => record.Record.Timestamp < since ? null : question.Lookback.Look(record, verdict),
                question.Lookback.Screen, problems);
            await blocks.RunAsync(
                file.FullName, parsed.GetValue(LookbackArguments.Lanes), TimeProvider.System,
                finding =>
                {
                    counts =
                        counts with { Findings = counts.Findings + 1, Events = counts.Events + finding.Events.Length };
                    view.Add(finding);
                },
                cancellation);
            counts = counts with { Uploads = counts.Uploads + blocks.Count };
        }

        foreach (var sentence in problems.Sentences())
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"scanworker: {sentence}");
        }

        return counts;
    }

    private static DateTimeOffset? Since(ParseResult parsed) =>
        parsed.GetValue(LookbackArguments.Since) is not { } text ? null
        : MomentText.Parse(text, TimeProvider.System.GetUtcNow())
            ?? throw new UsageException($"--since: '{text}' is not {MomentText.Form}.");

    private static Task TellAsync(
        ParseResult parsed, LookbackQuestion question, LookbackCounts counts, TimeSpan elapsed) =>
        parsed.InvocationConfiguration.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Uploads} uploads{(question.Entries is { } entries ? $" against {entries} entries" : "")} in "
                + $"{elapsed.TotalSeconds:0.0} s, "
            + $"{counts.Uploads / Math.Max(elapsed.TotalSeconds, 0.001):0} a second: {counts.Findings} have another "
            + $"outcome, {counts.Events} events "
            + $"{(parsed.GetValue(LookbackArguments.Emit) ? "emitted" : "would be emitted with --emit")}."));
}
