using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Whose turn it is to look back: the one member of a consumer group that reads nothing. Ends with its process.
/// </summary>
/// <remarks>
/// It keeps look-backs from ending each other again and again. That no two decide at the same time rests on the
/// transactional id that they share, not on this.
/// </remarks>
internal sealed class LookbackTurn : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(10);

    private readonly IConsumer<Ignore, Ignore>? _member;

    private LookbackTurn(IConsumer<Ignore, Ignore>? member) => _member = member;

    /// <exception cref="TwinException">Another look back is at work.</exception>
    /// <exception cref="SourceUnavailableException">The broker does not say.</exception>
    public static async Task<LookbackTurn> TakeAsync(KafkaOptions options)
    {
        if (options.MockBroker)
        {
            return new LookbackTurn(null); // It knows of no members, and nobody shares it.
        }

        var group = $"scanworker-lookback-{options.GroupId}";
        using var admin = new AdminClientBuilder(KafkaSettings.Common(options))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        if ((await MembersOfAsync(admin, group)).Count > 0)
        {
            throw new TwinException("Another look back is at work.");
        }

        var member = Join(options, group);
        try
        {
            await Task.Run(() => WaitForAssignment(member));
            return await MembersOfAsync(admin, group) is [var first, ..] && first != member.MemberId
                ? throw new TwinException("Another look back has begun at the same time.")
                : new LookbackTurn(member);
        }
        catch
        {
            Leave(member);
            throw;
        }
    }

    public void Dispose()
    {
        if (_member is not null)
        {
            Leave(_member);
        }
    }

    private static IConsumer<Ignore, Ignore> Join(KafkaOptions options, string group)
    {
        var config = new ConsumerConfig(KafkaSettings.Common(options))
        {
            GroupId = group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Latest,
            SessionTimeoutMs = (int)SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = (int)SessionTimeout.TotalMilliseconds / 4,
            MaxPollIntervalMs = (int)TimeSpan.FromDays(1).TotalMilliseconds, // It is not polled: being there is all.
            QueuedMaxMessagesKbytes = 1,
        };
        var member = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        member.Subscribe(options.Topics.Verdicts);
        return member;
    }

    private static void WaitForAssignment(IConsumer<Ignore, Ignore> member)
    {
        for (var waited = TimeSpan.Zero; string.IsNullOrEmpty(member.MemberId) || member.Assignment.Count == 0;
             waited += Slice)
        {
            if (waited > Patience)
            {
                throw new TwinException("Another look back holds the turn.");
            }

            _ = member.Consume(Slice);
        }

        member.Pause(member.Assignment);
    }

    private static async Task<List<string>> MembersOfAsync(IAdminClient admin, string group)
    {
        try
        {
            var described = await admin.DescribeConsumerGroupsAsync(
                [group], new DescribeConsumerGroupsOptions { RequestTimeout = Patience });
            return [.. described.ConsumerGroupDescriptions.SelectMany(found => found.Members)
                .Select(member => member.ConsumerId).Order(StringComparer.Ordinal)];
        }
        catch (DescribeConsumerGroupsException e) when (e.Results.ConsumerGroupDescriptions.TrueForAll(
            found => found.Error.Code is ErrorCode.GroupIdNotFound))
        {
            return []; // Nobody has ever looked back.
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException($"Who looks back cannot be read: {e.Error.Reason}", e);
        }
    }

    private static void Leave(IConsumer<Ignore, Ignore> member)
    {
        member.Close();
        member.Dispose();
    }
}
