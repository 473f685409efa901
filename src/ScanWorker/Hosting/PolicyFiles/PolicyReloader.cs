using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Hosting.PolicyFiles;

/// <summary>
/// Takes over a changed policy file; a bad one is refused and the policy in force stays. Warns of banks in it that the
/// live hash set does not have.
/// </summary>
internal sealed partial class PolicyReloader(
    IOptions<PolicyOptions> options, PolicyCell cell, HashIndexCell sets, TimeProvider clock,
    ILogger<PolicyReloader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.File is not { Length: > 0 } file)
        {
            return;
        }

        var (refused, warned) = ((string?)null, "");
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

            if (UnknownBanks() is var unknown && unknown != warned)
            {
                warned = unknown;
                if (unknown.Length > 0)
                {
                    BanksUnknown(logger, unknown);
                }
            }
        }
    }

    private string UnknownBanks() => sets.Current is { } set
        ? string.Join(" ", PolicyBanks.Unknown(cell.Current, [.. set.Banks.Select(bank => bank.Name)]))
        : "";

    [LoggerMessage(EventIds.PolicyReloaded, LogLevel.Information, "Policy {PolicyVersion} is in force.")]
    private static partial void Reloaded(ILogger logger, string policyVersion);

    [LoggerMessage(
        EventIds.PolicyRefused, LogLevel.Error,
        "The changed policy file is refused and the policy in force stays: {Problems}")]
    private static partial void Refused(ILogger logger, string problems);

    [LoggerMessage(
        EventIds.PolicyBanksUnknown, LogLevel.Warning,
        "The policy names banks that the hash set does not have, and what it says of them has no effect: {Unknown}")]
    private static partial void BanksUnknown(ILogger logger, string unknown);
}
