using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ScanWorker.Hosting;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Commands.Files;

/// <summary>
/// <c>scanworker match PATH…</c>: judges files as the worker would, against the set that it would use.
/// </summary>
internal static class MatchCommand
{
    private static readonly TimeSpan SetPatience = TimeSpan.FromSeconds(15);

    public static Command Create(StandardOptions standard)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Files to judge.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command(
            "match",
            "Judges files against the hash set in Redis or its copy on disk; exits 1 when one matches.") { paths };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(paths),
            standard.Sources(parsed),
            parsed.GetValue(standard.Json), parsed.InvocationConfiguration, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] paths, Action<IConfigurationBuilder> configure, bool json, InvocationConfiguration console,
        CancellationToken cancellation)
    {
        using var host = WorkerHost.BuildScanning(configure);
        var problems = StartupCheck.Problems(host.Services, WorkerConfiguration.Read(configure));
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        await host.StartAsync(cancellation);
        var sets = host.Services.GetRequiredService<HashIndexCell>();
        try
        {
            await sets.WhenLoaded.WaitAsync(SetPatience, cancellation);
        }
        catch (TimeoutException)
        {
            throw new HashSetStoreUnavailableException(
                $"No hash set could be loaded within {SetPatience.TotalSeconds:0} s; see Redis:ConnectionString, "
                    + "Sets:Name and Sets:SnapshotDirectory.");
        }

        if (sets.Current is { } set)
        {
            await PolicyBanks.TellAsync(console.Error, host.Services.GetRequiredService<PolicyCell>().Current, set);
        }

        var code = ExitCodes.Done;
        foreach (var path in paths)
        {
            code = Worse(code, await MatchAsync(host.Services, path, json, console, cancellation));
        }

        await host.StopAsync(cancellation);
        return code;
    }

    private static async Task<int> MatchAsync(
        IServiceProvider services, string path, bool json, InvocationConfiguration console,
        CancellationToken cancellation)
    {
        var (bytes, problem) = await FileContents.ReadAsync(path, cancellation);
        if (bytes is null)
        {
            await (json
                ? console.Output.WriteLineAsync(JsonSerializer.Serialize(
                    new FileHashes(path) { Error = problem }, CommandJson.Default.FileHashes))
                : console.Error.WriteLineAsync($"{path}: {problem?.Message}"));
            return ExitCodes.BadInput;
        }

        var upload = new UploadEvent(
            new UploadData { UploadId = path, Content = new UploadContent(), FileName = Path.GetFileName(path) },
            new ContentLocation.Inline(bytes), AnnouncedSha256: null, EventContext.None);
        var result = await services.GetRequiredService<IUploadScanner>().ScanAsync(upload, cancellation);
        var verdict = services.GetRequiredService<EventComposer>().ComposeVerdict(upload, result);
        await console.Output.WriteLineAsync(
            json ? JsonSerializer.Serialize(verdict, EventJson.Default.VerdictEvent) : Describe(path, verdict));
        return verdict.Verdict == VerdictKind.Match ? ExitCodes.Found : ExitCodes.Done;
    }

    private static string Describe(string path, VerdictEvent verdict)
    {
        var head = $"{path}: {KebabCase.Of(verdict.Verdict)}, "
            + $"{verdict.Action.ToString().ToLowerInvariant()} ({verdict.Reason}; set version "
            + $"{verdict.HashSetVersion})";
        return string.Join(Environment.NewLine, verdict.Matches.Select(match =>
            $"  {match.Bank}/{match.EntryId}: {match.Kind.ToString().ToLowerInvariant()} by {match.Algorithm}"
            + (
                match.Kind == MatchKind.Near
                    ? $", distance {match.Distance} of {match.MaxDistance}, {match.Transform}"
                    : "")
            + (match.Crop is null ? "" : $", within its {match.Crop}")
            + (match.Backdrop is null ? "" : $", on {match.Backdrop}")
            + (match.Video is not { } video ? "" : string.Create(
                CultureInfo.InvariantCulture,
                $", {video.KnownPercent:0.#} % of {video.KnownFrames} known frames, {video.UploadPercent:0.#} % of "
                    + $"{video.UploadFrames} of the upload"))
            + (match.Second is null ? "" : string.Create(CultureInfo.InvariantCulture, $", at {match.Second:0.0##} s")))
            .Prepend(head));
    }

    private static int Worse(int left, int right) => Math.Max(left, right);
}
