using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Hosting.PolicyFiles;

/// <summary>Takes over a changed policy file; a bad one is refused and the policy in force stays.</summary>
internal sealed partial class PolicyReloader(
    IOptions<PolicyOptions> options, PolicyCell cell, TimeProvider clock,
    ILogger<PolicyReloader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.File is not { Length: > 0 } file)
        {
            return;
        }

        string? refused = null;
        using var timer = new PeriodicTimer(options.Value.ReloadInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var problems = new List<string>();
            if (PolicyLoader.Load(file, problems) is { } policy)
            {
                refused = null;
                if (policy.Version != cell.Current.Version)
                {
                    cell.Current = policy;
                    Reloaded(logger, policy.Version);
                }
            }
            else if (string.Join(" ", problems) is var told && told != refused)
            {
                refused = told;
                Refused(logger, told);
            }
        }
    }

    [LoggerMessage(EventIds.PolicyReloaded, LogLevel.Information, "Policy {PolicyVersion} is in force.")]
    private static partial void Reloaded(ILogger logger, string policyVersion);

    [LoggerMessage(
        EventIds.PolicyRefused, LogLevel.Error,
        "The changed policy file is refused and the policy in force stays: {Problems}")]
    private static partial void Refused(ILogger logger, string problems);
}
