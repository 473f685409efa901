using System.Diagnostics;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Ports;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>Sends the canary pictures through the line and looks at what comes of them. Thread-safe.</summary>
internal sealed class CanaryProbe(
    ICanaryPictures pictures, CanaryLine line, IOptions<CanaryOptions> options, TimeProvider clock,
    CanaryMetrics metrics)
{
    private int _turn;

    /// <returns>The first thing that is broken; null when nothing is.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    public async ValueTask<CanaryProblem?> RunAsync(LoadedHashSet set, VerdictPolicy policy, CancellationToken stopping)
    {
        using var span = ScanTracing.Stage("canary");
        var started = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(options.Value.Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        CanaryProblem? problem;
        try
        {
            problem = await FirstProblemAsync(set, policy, either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            problem = new CanaryProblem(
                CanaryStep.Line, $"The canary came to no end within {options.Value.Deadline.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            problem = new CanaryProblem(
                CanaryStep.Line, $"The line failed on a canary picture with {e.GetType().Name}.");
        }

        metrics.Ran(problem, clock.GetElapsedTime(started));
        span?.SetStatus(problem is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        return problem;
    }

    private async ValueTask<CanaryProblem?> FirstProblemAsync(
        LoadedHashSet set, VerdictPolicy policy, CancellationToken cancellation)
    {
        if (IndexSample.ProblemOf(set.Index, Interlocked.Increment(ref _turn) & int.MaxValue) is { } unfound)
        {
            return unfound;
        }

        var scanner = line.For(set, policy);
        foreach (var picture in pictures.All)
        {
            var result = await scanner.ScanAsync(CanaryLine.UploadOf(picture), cancellation);
            if (CanaryJudge.ProblemOf(picture, result) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
