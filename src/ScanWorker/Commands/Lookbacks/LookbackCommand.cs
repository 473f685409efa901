using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Commands.Recordings;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Replay.Lookback;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Commands.Lookbacks;

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
            LookbackArguments.All, LookbackArguments.Emit, LookbackArguments.DryRun,
            LookbackArguments.Rate, LookbackArguments.Recordings, LookbackArguments.Set, LookbackArguments.Policy,
            LookbackArguments.Lanes,
            LookbackArguments.Strict,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, standard, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, StandardOptions standard, CancellationToken cancellation)
    {
        LookbackArguments.Check(parsed);
        var configuration = standard.Configuration(parsed);
        ReplayInput.Check(parsed.GetValue(LookbackArguments.Recordings) ?? []);
        var policy = PolicyArgument.Load(parsed.GetValue(LookbackArguments.Policy), configuration);
        var set = await HashSetArgument.LoadAsync(parsed.GetValue(LookbackArguments.Set), configuration, cancellation);
        if (parsed.GetValue(LookbackArguments.Emit) && set.Version == 0)
        {
            throw new UsageException(
                "--emit: events name the version that found them, so the set must be a published one.");
        }

        await PolicyBanks.TellAsync(parsed.InvocationConfiguration.Error, policy, set);
        var question = await LookbackRequest.OfAsync(parsed, configuration, set, policy, cancellation);
        var view = new FindingView(parsed.InvocationConfiguration.Output, parsed.GetValue(standard.Json));
        var started = Stopwatch.GetTimestamp();
        var counts = await StderrProgress.ShowAsync("looking back", parsed.GetValue(standard.Verbosity), progress =>
            parsed.GetValue(LookbackArguments.Recordings) is { Length: > 0 } recordings
                ? OverRecordingsAsync(parsed, recordings, question, view, cancellation)
                : OverTopicAsync(
                    parsed, BrokerSettings.Read(configuration), question, view, progress, cancellation));
        view.Conclude();
        await TellAsync(parsed, question, counts, Stopwatch.GetElapsedTime(started));
        return ExitCodes.Done;
    }

    private static async Task<LookbackCounts> OverTopicAsync(
        ParseResult parsed, KafkaOptions kafka, LookbackRequest question, FindingView view, StderrProgress progress,
        CancellationToken cancellation)
    {
        var clock = TimeProvider.System;
        using var membership = parsed.GetValue(LookbackArguments.Emit)
            ? await LookbackMembership.JoinAsync(
                kafka, new LookbackJob(question.Job, question.IsExclusive), cancellation)
            : null;
        var topic = new LookbackTopic(
            kafka, question.Lookback, parsed.GetValue(LookbackArguments.Lanes), clock);
        await topic.RunAsync(
            Since(parsed),
            membership is null
                ? null
                : new LookbackWriting(
                    membership, parsed.GetValue(LookbackArguments.Rate), NullLogger<KafkaVerdictSink>.Instance),
            view.Add, (done, left) => progress.Report(done, done + left), cancellation);
        return topic.Counts;
    }

    private static async Task<LookbackCounts> OverRecordingsAsync(
        ParseResult parsed, FileInfo[] recordings, LookbackRequest question, FindingView view,
        CancellationToken cancellation)
    {
        var problems = new RecordingProblems(parsed.GetValue(LookbackArguments.Strict));
        var (counts, since) = (LookbackCounts.None, Since(parsed));
        foreach (var file in recordings)
        {
            foreach (var id in LateVerdictIds.In(file.FullName))
            {
                question.Lookback.Superseded.Note(id);
            }
        }

        // One for all files: what several of them hold is looked at once.
        var blocks = new VerdictBlocks<LookbackFinding>(
            (record, verdict) => record.Record.Timestamp < since ? null : question.Lookback.Look(record, verdict),
            question.Lookback.Screen, problems);
        foreach (var file in recordings)
        {
            await blocks.RunAsync(
                file.FullName, parsed.GetValue(LookbackArguments.Lanes), TimeProvider.System,
                finding =>
                {
                    counts =
                        counts with { Findings = counts.Findings + 1, Events = counts.Events + finding.Events.Length };
                    view.Add(finding);
                },
                cancellation);
        }

        blocks.RequireAny(recordings);
        await problems.TellAsync(parsed.InvocationConfiguration.Error);
        return counts with { Uploads = blocks.Count, PartsUnsearched = question.Lookback.PartsUnsearched };
    }

    private static DateTimeOffset? Since(ParseResult parsed) => MomentText.Of(
        parsed.GetValue(LookbackArguments.Since), LookbackArguments.Since.Name, TimeProvider.System);

    private static async Task TellAsync(
        ParseResult parsed, LookbackRequest question, LookbackCounts counts, TimeSpan elapsed)
    {
        var error = parsed.InvocationConfiguration.Error;
        await error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Uploads} uploads{(question.Entries is { } entries ? $" against {entries} entries" : "")} in "
                + $"{elapsed.TotalSeconds:0.0} s, "
            + $"{counts.Uploads / Math.Max(elapsed.TotalSeconds, 0.001):0} a second: {counts.Findings} have another "
            + $"outcome, {counts.Events} events "
            + $"{(parsed.GetValue(LookbackArguments.Emit) ? "emitted" : "would be emitted with --emit")}."));
        if (counts.Partitions > 0 && parsed.GetValue(LookbackArguments.Emit))
        {
            await error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"Partitions that this instance worked at: {counts.Partitions}."));
        }

        if (counts.PartsUnsearched > 0)
        {
            await error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Not searched in full (their verdicts lack hashes of a part of the picture that a bank's crops ask for by "
                    + $"now, or lost hashes to the broker's size limit, or the search among videos gave up): "
                    + $"{counts.PartsUnsearched} uploads."));
        }
    }
}
