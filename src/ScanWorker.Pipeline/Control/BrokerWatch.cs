using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Ports;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>Asks the broker now and again, and keeps what it said.</summary>
internal sealed partial class BrokerWatch(
    IBrokerProbe probe, BrokerState state, IOptions<VitalsOptions> options, TimeProvider clock,
    ILogger<BrokerWatch> logger) : BackgroundService
{
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
            state.Answered(await probe.ReadLagAsync(stopping));
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

    [LoggerMessage(
        EventIds.BrokerUnreachable, LogLevel.Warning,
        "The broker does not tell how far the group is behind: {Problem}")]
    private static partial void BrokerUnreachable(ILogger logger, string problem);

    [LoggerMessage(EventIds.BrokerBack, LogLevel.Information, "The broker tells again how far the group is behind.")]
    private static partial void BrokerBack(ILogger logger);
}
