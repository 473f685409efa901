using System.Diagnostics;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Canary;

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
                CanaryStep.Line, $"The canary did not finish within {options.Value.Deadline.TotalSeconds:0} s.");
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

/// <summary>Asks an index for some of its own entries: each must be found by its own hashes.</summary>
internal static class IndexSample
{
    private const int EntriesMax = 16;
    private const int MatchesMax = 1000;
    private const int FramesAtOnce = 256;

    /// <summary>Entries spread evenly over the index; other ones with another <paramref name="turn"/>.</summary>
    /// <returns>What is wrong, naming no hash; null when all were found.</returns>
    public static CanaryProblem? ProblemOf(HashIndex index, int turn)
    {
        var step = Math.Max(1, index.OrdinalsEnd / EntriesMax);
        for (var i = 0; i < EntriesMax && i * step < index.OrdinalsEnd; i++)
        {
            var ordinal = (int)(((long)i * step) + (turn % step));
            if (index.IsEntry(ordinal) && !IsFound(index, ordinal, index.GetEntry(ordinal)))
            {
                return new CanaryProblem(
                    CanaryStep.Index,
                    $"The index does not find entry {ordinal} of {index.OrdinalsEnd} by its own hashes.");
            }
        }

        return null;
    }

    private static bool IsFound(HashIndex index, int ordinal, Entry entry)
    {
        if (entry.Pdq is { } pdq)
        {
            var near = new List<NearMatch>();
            Span<int> radius = index.Banks.Length <= 256
                ? stackalloc int[index.Banks.Length]
                : new int[index.Banks.Length];
            radius.Clear();
            var total = index.FindNear([pdq], radius, near, MatchesMax);
            if (total <= MatchesMax && !near.Exists(match => match.Entry == ordinal && match.Distance == 0))
            {
                return false;
            }
        }

        if (entry.Vpdq is { } frames && !IsFound(index, ordinal, frames))
        {
            return false;
        }

        if (entry is { Md5: null, Sha1: null, Sha256: null, Sha512: null })
        {
            return true;
        }

        var digests = new ContentDigests(
            entry.Md5.GetValueOrDefault(), entry.Sha1.GetValueOrDefault(), entry.Sha256.GetValueOrDefault())
        {
            Sha512 = entry.Sha512,
        };
        var exact = new List<ExactMatch>();
        index.FindExact(in digests, exact);
        return exact.Exists(match => match.Entry == ordinal);
    }

    // Some at a time: frames of a still scene are like each other in all pairs. A search that gives up says nothing.
    private static bool IsFound(HashIndex index, int ordinal, VideoFrames frames) =>
        frames.Hashes.Chunk(FramesAtOnce).All(hashes =>
        {
            var (query, videos) = (new VideoQuery(), new List<VideoMatch>());
            foreach (var (number, hash) in hashes.Index())
            {
                _ = query.Add(number, hash);
            }

            VideoRule[] rules = [.. Enumerable.Repeat(new VideoRule(0, 0, 100), index.Banks.Length)];
            return !index.FindVideos(query, rules, videos)
                || videos.Exists(match => match.Entry == ordinal && match.Distance == 0);
        });
}
