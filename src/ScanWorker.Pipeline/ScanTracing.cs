using System.Collections.Immutable;
using System.Diagnostics;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline;

/// <summary>The spans of an upload's way. While nobody listens, starting one is a null check.</summary>
/// <remarks>Attributes follow the messaging semantic conventions; none holds a key, a location or a hash.</remarks>
public static class ScanTracing
{
    public const string SourceName = "ScanWorker";

    internal const string MessagingSystem = "kafka";

    /// <summary>A transaction may hold more uploads than a span should have links.</summary>
    internal const int LinksMax = 128;

    internal static ActivitySource Source { get; } = new(SourceName);

    /// <summary>A stage of the upload that is under way here; null when nobody listens.</summary>
    public static Activity? Stage(string name) => Source.StartActivity(name);

    /// <summary>The processing of one record, as part of the trace that its event came with.</summary>
    internal static Activity? Process(InboundRecord inbound, EventContext context)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        _ = ActivityContext.TryParse(context.TraceParent, context.TraceState, isRemote: true, out var parent);
        var (topic, partition) = inbound.Position.TopicPartition;
        return Source.StartActivity($"process {topic}", ActivityKind.Consumer, parent)
            ?.SetTag("messaging.system", MessagingSystem)
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.operation.name", "process")
            .SetTag("messaging.destination.name", topic)
            .SetTag(
                "messaging.destination.partition.id",
                partition.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .SetTag("messaging.kafka.offset", inbound.Position.Offset)
            .SetTag("messaging.message.body.size", inbound.Value?.Length ?? 0);
    }

    /// <summary>
    /// The making of an upload's events; it ends before they are sent, since they wait for their transaction.
    /// </summary>
    internal static Activity? Emit() => Source.StartActivity("emit", ActivityKind.Producer)
        ?.SetTag("messaging.system", MessagingSystem)
        .SetTag("messaging.operation.type", "create")
        .SetTag("messaging.operation.name", "emit");

    /// <summary>One transaction, linked to the processing of its uploads. It is current nowhere.</summary>
    internal static Activity? Settle(ImmutableArray<OutboundEvent> events)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var links = events.Where(outbound => outbound.Origin?.Trace.TraceId is { } trace && trace != default)
            .Take(LinksMax).Select(outbound => new ActivityLink(outbound.Origin?.Trace ?? default));
        var before = Activity.Current;
        var settle = Source.StartActivity("settle", ActivityKind.Client, parentContext: default, links: [.. links])
            ?.SetTag("messaging.system", MessagingSystem)
            .SetTag("messaging.operation.type", "settle")
            .SetTag("messaging.operation.name", "commit")
            .SetTag("messaging.batch.message_count", events.Count(outbound => outbound.Origin is not null));
        Activity.Current = before;
        return settle;
    }

    /// <summary>
    /// What an upload's events carry on: the span that is current, or else the context that its own event came with.
    /// </summary>
    internal static EventContext Onward(EventContext context) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } current && current.Source == Source
            ? context with { TraceParent = current.Id, TraceState = current.TraceStateString }
            : context;

    /// <summary>What became of an upload.</summary>
    internal static void Describe(Activity? process, ScanResult result) => process
        ?.SetTag("scanworker.verdict", KebabCase.Of(result.Verdict.Kind))
        .SetTag("scanworker.action", KebabCase.Of(result.Verdict.Action))
        .SetTag("scanworker.reason", result.Verdict.Reason)
        .SetTag("scanworker.hashset.version", result.HashSetVersion)
        .SetTag("scanworker.cached", result.Cached);
}
