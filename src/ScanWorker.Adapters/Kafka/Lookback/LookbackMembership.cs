using System.Collections.Immutable;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// A place among those that look back: instances of one job share the partitions of the topic of verdicts, and no two
/// jobs are at work at once. Ends with its process. One thread calls; another one polls.
/// </summary>
/// <remarks>
/// It keeps look-backs from ending each other again and again. That no two decide about one partition at the same time
/// rests on the transactional id of the partition, not on this. The group reads nothing.
/// </remarks>
internal sealed class LookbackMembership : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(10);

    private readonly KafkaOptions _kafka;
    private readonly IAdminClient? _admin;
    private readonly IConsumer<Ignore, Ignore>? _member;
    private readonly Thread? _polling;
    private bool _isPolling;
    private volatile bool _isLeaving;
    private volatile KafkaException? _problem;
    private volatile ImmutableHashSet<int> _assigned = [];

    private LookbackMembership(KafkaOptions kafka, LookbackJob job)
    {
        (_kafka, Job) = (kafka, job);
        if (kafka.Quirks.HidesMembers)
        {
            return;
        }

        _admin = new AdminClientBuilder(KafkaSettings.Common(kafka))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _member = Build(job);
        _polling = new Thread(KeepPolling) { IsBackground = true, Name = "lookback-member" };
    }

    public LookbackJob Job { get; }

    /// <summary>Partitions that are this member's; null: all of them.</summary>
    public IReadOnlySet<int>? Assigned => Job.IsExclusive || _member is null ? null : _assigned;

    /// <exception cref="TwinException">Another look back is at work.</exception>
    /// <exception cref="SourceUnavailableException">The broker does not say.</exception>
    public static async Task<LookbackMembership> JoinAsync(
        KafkaOptions kafka, LookbackJob job, CancellationToken stopping)
    {
        var membership = new LookbackMembership(kafka, job);
        try
        {
            await membership.JoinAsync(stopping);
            return membership;
        }
        catch
        {
            membership.Dispose();
            throw;
        }
    }

    /// <summary>Looks who else is there.</summary>
    /// <returns>How many share the job.</returns>
    /// <exception cref="TwinException">Another look back has the turn.</exception>
    /// <exception cref="SourceUnavailableException">The broker does not say.</exception>
    public async Task<int> CheckAsync()
    {
        if (_member is null || _admin is null)
        {
            return 1;
        }

        var members = await MembersAsync(_admin);
        return LookbackTurn.Of(Job, _member.MemberId, members) == LookbackPlace.Leave
            ? throw new TwinException("Another look back has begun at the same time.")
            : members.Count(member => member.ClientId == Job.ClientId);
    }

    public void Dispose()
    {
        _isLeaving = true;
        if (_isPolling)
        {
            _polling?.Join();
        }

        try
        {
            _member?.Close();
        }
        catch (KafkaException)
        {
            // A courtesy: the group finds out by itself.
        }

        _member?.Dispose();
        _admin?.Dispose();
    }

    private async Task JoinAsync(CancellationToken stopping)
    {
        if (_member is null || _polling is null || _admin is null)
        {
            return;
        }

        if (LookbackTurn.Of(Job, null, await MembersAsync(_admin)) != LookbackPlace.Work)
        {
            throw new TwinException("Another look back is at work.");
        }

        _member.Subscribe(_kafka.Topics.Verdicts);
        _polling.Start();
        _isPolling = true;
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Slice)
        {
            var members = await MembersAsync(_admin);
            switch (LookbackTurn.Of(Job, _member.MemberId, members))
            {
                case LookbackPlace.Work when members.Any(member => member.Id == _member.MemberId):
                    return;
                case LookbackPlace.Leave:
                    throw new TwinException("Another look back has begun at the same time.");
            }

            await Task.Delay(Slice, TimeProvider.System, stopping);
        }

        throw new TwinException("Another look back holds the turn.");
    }

    private IConsumer<Ignore, Ignore> Build(LookbackJob job)
    {
        var config = new ConsumerConfig(KafkaSettings.Common(_kafka))
        {
            ClientId = job.ClientId,
            GroupId = LookbackJob.MembersGroupOf(_kafka),
            GroupProtocol = Confluent.Kafka.GroupProtocol.Classic,
            // What stays with a member is not interrupted.
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Latest,
            SessionTimeoutMs = (int)SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = (int)SessionTimeout.TotalMilliseconds / 10, // It is how one hears of newcomers.
            MaxPollIntervalMs = (int)TimeSpan.FromMinutes(5).TotalMilliseconds, // Not that of the uploads' members.
            QueuedMaxMessagesKbytes = 1,
        };
        return new ConsumerBuilder<Ignore, Ignore>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { })
            .SetPartitionsAssignedHandler((_, added) => _assigned = _assigned.Union(NumbersOf(added)))
            .SetPartitionsRevokedHandler((_, gone) => _assigned = _assigned.Except(NumbersOf(gone)))
            .SetPartitionsLostHandler((_, gone) => _assigned = _assigned.Except(NumbersOf(gone)))
            .Build();
    }

    private static IEnumerable<int> NumbersOf(IEnumerable<TopicPartition> partitions) =>
        partitions.Select(partition => partition.Partition.Value);

    private static IEnumerable<int> NumbersOf(IEnumerable<TopicPartitionOffset> partitions) =>
        partitions.Select(partition => partition.Partition.Value);

    private void KeepPolling()
    {
        ImmutableHashSet<int> paused = [];
        while (!_isLeaving && _member is { } member)
        {
            try
            {
                _ = member.Consume(Slice);
                if (_assigned is var assigned && !paused.SetEquals(assigned))
                {
                    member.Pause(member.Assignment);
                    paused = assigned;
                }
            }
            catch (KafkaException problem)
            {
                _problem = problem; // The client goes on by itself where it can.
                if (problem.Error.IsFatal)
                {
                    return;
                }
            }
        }
    }

    private async Task<IReadOnlyList<LookbackMember>> MembersAsync(IAdminClient admin)
    {
        var group = LookbackJob.MembersGroupOf(_kafka);
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (_problem is { Error.IsFatal: true } or { Error.Code: ErrorCode.GroupAuthorizationFailed })
            {
                throw new SourceUnavailableException($"'{group}' cannot be joined: {_problem?.Error.Reason}", _problem);
            }

            try
            {
                var described = await admin.DescribeConsumerGroupsAsync(
                    [group], new DescribeConsumerGroupsOptions { RequestTimeout = Patience });
                return [.. described.ConsumerGroupDescriptions.SelectMany(found => found.Members)
                    .Select(member => new LookbackMember(member.ConsumerId, member.ClientId))];
            }
            catch (DescribeConsumerGroupsException e) when (AreAll(e, ErrorCode.GroupIdNotFound))
            {
                return []; // Nobody has ever looked back.
            }
            catch (DescribeConsumerGroupsException e) when (
                TimeProvider.System.GetElapsedTime(since) < Patience && !AreAll(e, ErrorCode.GroupAuthorizationFailed))
            {
                await Task.Delay(Slice, TimeProvider.System); // At its beginning a group has no broker for a moment.
            }
            catch (KafkaException e)
            {
                throw new SourceUnavailableException($"Who looks back cannot be read: {e.Error.Reason}", e);
            }
        }
    }

    private static bool AreAll(DescribeConsumerGroupsException problem, ErrorCode code) =>
        problem.Results.ConsumerGroupDescriptions.TrueForAll(found => found.Error.Code == code);
}
