using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Health;

/// <summary>Asks the broker now and again, and keeps what it said.</summary>
internal sealed partial class BrokerWatch(
    IBrokerProbe probe, BrokerState state, IOptions<VitalsOptions> options, TimeProvider clock,
    ILogger<BrokerWatch> logger) : BackgroundService
{
    private ImmutableArray<string> _missing = [];
    private bool _isAway;
    private string? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The first connection must not hold up the start of the host.
        using var timer = new PeriodicTimer(options.Value.BrokerInterval, clock);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var report = await probe.LookAsync(stopping);
            state.Answered(report);
            Tell(report);
            if (_isAway)
            {
                (_isAway, _told) = (false, null);
                BrokerBack(logger);
            }
        }
        catch (SourceUnavailableException problem)
        {
            state.Failed(problem.IsRefusal ? problem.Message : null);
            _isAway = true;
            if (_told != problem.Message)
            {
                _told = problem.Message;
                BrokerUnreachable(logger, problem.Message);
            }
        }
    }

    private void Tell(BrokerReport report)
    {
        foreach (var topic in report.Missing.Except(_missing))
        {
            TopicMissing(logger, topic);
        }

        foreach (var topic in _missing.Except(report.Missing))
        {
            TopicThere(logger, topic);
        }

        _missing = report.Missing;
    }

    [LoggerMessage(
        EventIds.TopicMissing, LogLevel.Error,
        "Topic {Topic} does not exist, or may not be seen: no verdict that needs it can be committed. Create it, or grant "
            + "Describe on it.")]
    private static partial void TopicMissing(ILogger logger, string topic);

    [LoggerMessage(EventIds.TopicThere, LogLevel.Information, "Topic {Topic} exists now.")]
    private static partial void TopicThere(ILogger logger, string topic);

    [LoggerMessage(
        EventIds.BrokerUnreachable, LogLevel.Warning,
        "The broker does not tell how far the group is behind: {Problem}")]
    private static partial void BrokerUnreachable(ILogger logger, string problem);

    [LoggerMessage(EventIds.BrokerBack, LogLevel.Information, "Consumer lag is available again.")]
    private static partial void BrokerBack(ILogger logger);
}
