using System.Collections.Immutable;
using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary>What is new of the feedback topic, into the working set.</summary>
/// <remarks>The working set is held only while a batch that has come is written down.</remarks>
/// <param name="context">Where the working set is.</param>
/// <param name="kafka">The broker and the topic's name.</param>
/// <param name="template">Who and why.</param>
internal sealed class FeedbackRun(SetsContext context, KafkaOptions kafka, JournalRecord template)
{
    /// <summary>Read the whole topic, whatever was read before.</summary>
    public bool StartsOver { get; init; }

    /// <summary>For what a person should know of it.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>How long another process that is changing the working set is waited for. Default: not at all.</summary>
    public TimeSpan Patience { get; init; }

    /// <returns>What came, and the quarantine files, if there are any.</returns>
    /// <exception cref="InvalidDataException">The topic has been made anew.</exception>
    /// <exception cref="WorkingSetBusyException">Another process is changing the working set, or has read feedback
    /// meanwhile; what was taken before stays.</exception>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker does not answer.</exception>
    public async Task<(FeedbackCounts Counts, IReadOnlyList<string> QuarantineFiles)> RunAsync(
        CancellationToken cancellation)
    {
        var positions = Positions();
        using var topic = new FeedbackTopic(kafka, StartsOver ? positions.Clear() : positions, Tell);
        var (counts, files) = (new FeedbackCounts(0, 0, 0), new List<string>());
        while (topic.ReadBatch(cancellation) is { Count: > 0 } batch)
        {
            using var workingSet = await context.OpenToWriteAsync(Patience, cancellation);
            if (!IsSame(workingSet.State.FeedbackPositions, positions))
            {
                throw new WorkingSetBusyException(
                    "Another process has read feedback meanwhile; what it has not taken is read the next time.");
            }

            using var intake = new FeedbackIntake(
                workingSet, new CloudEventFeedbackReader(context.Clock).Read, template, keepsPositions: true);
            foreach (var record in batch)
            {
                intake.Take(record);
            }

            intake.Complete();
            counts = counts.With(intake.Counts);
            files.AddRange(intake.QuarantineFile is { } file ? [file] : []);
            positions = workingSet.State.FeedbackPositions;
        }

        return (counts, files);
    }

    private ImmutableDictionary<(string Topic, int Partition), long> Positions()
    {
        using var workingSet = context.OpenToRead();
        return workingSet.State.FeedbackPositions;
    }

    private static bool IsSame(
        ImmutableDictionary<(string Topic, int Partition), long> one,
        ImmutableDictionary<(string Topic, int Partition), long> other) =>
        one.Count == other.Count && one.All(at => other.TryGetValue(at.Key, out var next) && next == at.Value);
}
