using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Hosting;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Reports;
using ScanWorker.Replay.Runs;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Commands.Recordings;

/// <summary><c>scanworker replay</c>: what would have happened, under this program, set and policy.</summary>
internal static class ReplayCommand
{
    public static Command Create(StandardOptions standard)
    {
        var command = new Command(
            "replay", "Judges recorded uploads again and tells what differs; exits 1 when something does.")
        {
            ReplayArguments.Recordings, ReplayArguments.FromVerdicts, ReplayArguments.Against, ReplayArguments.Set,
            ReplayArguments.Policy, ReplayArguments.BankDistance,
            ReplayArguments.ContentRoot, ReplayArguments.Out, ReplayArguments.Report, ReplayArguments.Force,
            ReplayArguments.Lanes, ReplayArguments.Speed,
            ReplayArguments.Strict, ReplayArguments.ToTopic, ReplayArguments.ProductionTopic,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, standard, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, StandardOptions standard, CancellationToken cancellation)
    {
        var recordings = ReplayArguments.Files(parsed);
        var verdicts = parsed.GetValue(ReplayArguments.FromVerdicts);
        if ((recordings.Count > 0) == (verdicts is not null))
        {
            throw new UsageException(
                "recording: name recordings of uploads to replay, or recorded verdicts with --from-verdicts.");
        }

        CheckOutputs(parsed);
        var configuration = standard.Configuration(parsed);
        ReplayInput.Check(
            recordings.Concat(new[] { verdicts, parsed.GetValue(ReplayArguments.Against) }.OfType<FileInfo>()));
        if (parsed.GetValue(ReplayArguments.ToTopic) is { } topic)
        {
            return await ProduceAsync(parsed, standard, topic, BrokerSettings.Read(configuration), cancellation);
        }

        var policy = PolicyArgument.Load(
            ReplayArguments.PathOf(parsed, ReplayArguments.Policy), configuration);
        var set = await HashSetArgument.LoadPastAsync(
            ReplayArguments.PathOf(parsed, ReplayArguments.Set), configuration, cancellation);
        policy = PolicyArgument.WithDistances(
            policy, parsed.GetValue(ReplayArguments.BankDistance), set.Index.Banks);

        await PolicyBanks.TellAsync(parsed.InvocationConfiguration.Error, policy, set);
        var isJson = parsed.GetValue(standard.Json);
        var input = new ReplayInput(recordings, parsed.GetValue(ReplayArguments.Strict));
        var started = Stopwatch.GetTimestamp();
        var world = new ReplayWorld(configuration, set, policy);
        var (code, count) = await StderrProgress.ShowAsync(
            "replaying", parsed.GetValue(standard.Verbosity), progress => verdicts is null
            ? JudgeAsync(parsed, world, input, isJson, progress, cancellation)
            : RejudgeAsync(parsed, verdicts, world, input, isJson, cancellation));
        await input.TellProblemsAsync(parsed.InvocationConfiguration.Error);
        await TellPaceAsync(parsed, count, Stopwatch.GetElapsedTime(started));
        return code;
    }

    private static async Task<(int Code, long Count)> JudgeAsync(
        ParseResult parsed, ReplayWorld world, ReplayInput input, bool isJson, StderrProgress progress,
        CancellationToken cancellation)
    {
        var root = ReplayArguments.PathOf(parsed, ReplayArguments.ContentRoot) is { } folder
            ? new ContentRoot(Path.GetFullPath(folder))
            : null;
        var decoders = new RecordedDecoders();
        await using var services = ReplayHost.Build(world.Configuration, world.Set, world.Policy, root, decoders);
        var problems = StartupCheck.Problems(services, services.GetRequiredService<IConfiguration>());
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        var distances = Distances(parsed, world);
        using var sink = await SinkAsync(parsed, isJson, distances, decoders, cancellation);
        var output = new ReplayOutput(Topics(world.Configuration).NameOf);
        var speed = ReplaySpeed.Parse(parsed.GetValue(ReplayArguments.Speed) ?? "max");
        var judged = 0L;
        await services.GetRequiredService<ReplayEngine>().RunAsync(
            speed.Pace(input.Read(), TimeProvider.System, cancellation), parsed.GetValue(ReplayArguments.Lanes),
            (record, events) =>
            {
                foreach (var outbound in events)
                {
                    sink.Add(output.Compose(outbound, record.Record));
                }

                progress.Report(++judged, judged + 1);
            },
            cancellation);
        if (judged == 0)
        {
            throw new RecordingException(
                $"{string.Join(", ", ReplayArguments.Files(parsed).Select(file => file.Name))}: there is no record to replay.");
        }

        WriteReport(parsed, distances);
        sink.Complete();
        var code = sink.Conclude();
        if (sink.Decoders is { Count: > 0 } others)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(others.ToString());
        }

        return (code, sink.Count);
    }

    private static async Task<(int Code, long Count)> RejudgeAsync(
        ParseResult parsed, FileInfo verdicts, ReplayWorld world, ReplayInput input, bool isJson,
        CancellationToken cancellation)
    {
        var isCompared = parsed.GetValue(ReplayArguments.Against) is not null;
        var distances = Distances(parsed, world);
        using var sink = isCompared || distances is not null || parsed.GetValue(ReplayArguments.Out) is not null
            ? await SinkAsync(parsed, isCompared && isJson, distances, decoders: null, cancellation)
            : null;
        var differences = isCompared ? null : new DiffView(parsed.InvocationConfiguration.Output, isJson);
        var run = new RejudgeRun(world, parsed.GetValue(ReplayArguments.Lanes), input.Problems);
        var count = await run.RunAsync(verdicts, sink, differences, cancellation);
        WriteReport(parsed, distances);
        sink?.Complete();
        if (isCompared && sink is not null)
        {
            return (sink.Conclude(), count);
        }

        differences?.Conclude(count);
        return (differences?.IsEmpty != false ? ExitCodes.Done : ExitCodes.Found, count);
    }

    private static async Task<int> ProduceAsync(
        ParseResult parsed, StandardOptions standard, string topic, KafkaOptions kafka, CancellationToken cancellation)
    {
        var input = new ReplayInput(ReplayArguments.Files(parsed), parsed.GetValue(ReplayArguments.Strict));
        var speed = ReplaySpeed.Parse(parsed.GetValue(ReplayArguments.Speed) ?? "max");
        var run = new ProduceRun(kafka, topic, parsed.GetValue(ReplayArguments.ProductionTopic));
        var written = await StderrProgress.ShowAsync(
            $"writing to {topic}", parsed.GetValue(standard.Verbosity), progress =>
            run.RunAsync(speed.Pace(input.Read(), TimeProvider.System, cancellation), progress, cancellation));
        await input.TellProblemsAsync(parsed.InvocationConfiguration.Error);
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"{written} records written to '{topic}'.");
        return ExitCodes.Done;
    }

    // Before anything is judged, which may take long.
    private static void CheckOutputs(ParseResult parsed)
    {
        var (inputs, isForced) = (ReplayArguments.Inputs(parsed).ToList(), parsed.GetValue(ReplayArguments.Force));
        foreach (var option in new[] { ReplayArguments.Out, ReplayArguments.Report })
        {
            if (parsed.GetValue(option) is { } file)
            {
                OutputFile.Check(option.Name, file.FullName, isForced, inputs);
                inputs.Add(file.FullName);
            }
        }
    }

    private static NearestDistances? Distances(ParseResult parsed, ReplayWorld world) =>
        parsed.GetValue(ReplayArguments.Report) is null ? null : new NearestDistances(world.Set.Index, world.Policy);

    private static void WriteReport(ParseResult parsed, NearestDistances? distances)
    {
        if (distances is not null && parsed.GetValue(ReplayArguments.Report) is { } file)
        {
            var what = string.Join(
                ", ",
                ReplayArguments.Files(parsed).Append(parsed.GetValue(ReplayArguments.FromVerdicts))
                    .Select(input => input?.Name).OfType<string>());
            using var page = OutputFile.Create(
                "--report", file.FullName, parsed.GetValue(ReplayArguments.Force), ReplayArguments.Inputs(parsed));
            page.Stream.Write(Encoding.UTF8.GetBytes(DistanceReport.Render(distances, what)));
            page.Complete();
        }
    }

    private static async Task<OutcomeSink> SinkAsync(
        ParseResult parsed, bool isJson, NearestDistances? distances, RecordedDecoders? decoders,
        CancellationToken cancellation)
    {
        var against = parsed.GetValue(ReplayArguments.Against) is { } earlier
            ? await EarlierAsync(parsed, earlier, decoders, cancellation)
            : null;
        var file = parsed.GetValue(ReplayArguments.Out) is { } path
            ? OutputFile.Create(
                ReplayArguments.Out.Name, path.FullName, parsed.GetValue(ReplayArguments.Force),
                ReplayArguments.Inputs(parsed))
            : null;
        return new OutcomeSink(parsed.InvocationConfiguration.Output, isJson, file, against, distances);
    }

    private static async Task<OutcomeDiff> EarlierAsync(
        ParseResult parsed, FileInfo file, RecordedDecoders? decoders, CancellationToken cancellation)
    {
        ReplayInput.Check([file]);
        var (diff, problems) = (new OutcomeDiff(), new RecordingProblems(parsed.GetValue(ReplayArguments.Strict)));
        await new OutcomeBlocks(problems).RunAsync(
            file.FullName, parsed.GetValue(ReplayArguments.Lanes), TimeProvider.System, Add, cancellation);
        await problems.TellAsync(parsed.InvocationConfiguration.Error);
        return diff.EarlierCount > 0
            ? diff
            : throw new RecordingException($"{file}: holds no verdict to compare with.");

        void Add(UploadOutcome outcome)
        {
            decoders?.Add(outcome);
            diff.AddEarlier(outcome with { Sha256 = null }); // As many are kept as the recording has.
        }
    }

    private static TopicOptions Topics(IConfiguration configuration)
    {
        var options = new KafkaOptions();
        configuration.GetSection(KafkaOptions.Section).Bind(options);
        return options.Topics;
    }

    private static Task TellPaceAsync(ParseResult parsed, long count, TimeSpan elapsed) =>
        parsed.InvocationConfiguration.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} outcomes in {elapsed.TotalSeconds:0.0} s, {count / Math.Max(elapsed.TotalSeconds, 0.001):0} a "
                + $"second."));
}
