using System.Diagnostics;
using System.Globalization;
using ScanWorker.Fuzz.Pictures;
using ScanWorker.Testing.Fuzzing;

namespace ScanWorker.Fuzz;

/// <summary>Gives readers damaged inputs, on all cores, until the runs are done or one is let through.</summary>
/// <remarks>
/// A run is determined by target, seed and number. When the process dies (a read outside of the input ends it), start
/// it again with <c>--from</c> and smaller <c>--runs</c> to find the run.
/// </remarks>
internal static class FuzzCommand
{
    private const int Done = 0;
    private const int Found = 1;
    private const int UsageError = 64;
    private const string Usage = "usage: TARGET|all [--runs N] [--from N] [--seed N]; targets: ";

    private static readonly FuzzTarget[] Targets =
    [
        IndexFuzzTargets.Segment, IndexFuzzTargets.Snapshot, RecordFuzzTarget.Records, VideoFuzzTarget.Texts,
        VideoFuzzTarget.Lists,
    ];

    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        if (args is [PictureFuzzCommand.Name, ..])
        {
            return await PictureFuzzCommand.RunAsync(args.AsMemory(1), output, errors);
        }

        FuzzTarget[] targets = args is [var name, ..]
            ? [.. Targets.Where(target => name == "all" || name == target.Name)]
            : [];
        if (targets.Length == 0 || NumbersOf(args.AsSpan(1)) is not { } numbers)
        {
            errors.WriteLine(Usage + string.Join(", ", Targets.Select(target => target.Name)));
            return UsageError;
        }

        return targets.All(target => Run(target, numbers.Seed, numbers.From, numbers.Runs, output)) ? Done : Found;
    }

    private static (int Seed, int From, int Runs)? NumbersOf(ReadOnlySpan<string> args)
    {
        var (seed, from, runs) = (1, 0, 100_000);
        while (args is [var option, var text, ..]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            (seed, from, runs, var isKnown) = option switch
            {
                "--seed" => (number, from, runs, true),
                "--from" => (seed, number, runs, true),
                "--runs" => (seed, from, number, true),
                _ => (seed, from, runs, false),
            };
            if (!isKnown)
            {
                return null;
            }

            args = args[2..];
        }

        return args.IsEmpty ? (seed, from, runs) : null;
    }

    private static bool Run(FuzzTarget target, int seed, int from, int runs, TextWriter output)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var read = target.CountRead(seed, from, runs);
            output.WriteLine(
                $"{target.Name}: {runs} inputs from seed {seed}, {runs - read} refused, {read} read, none let through; "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s.");
            return true;
        }
        catch (AggregateException e)
        {
            output.WriteLine(e.InnerExceptions[0]);
            return false;
        }
    }
}
