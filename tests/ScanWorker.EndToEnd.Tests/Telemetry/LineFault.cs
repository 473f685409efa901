using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Canary;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>
/// An index that finds nothing of the canary's, or a policy that blocks nothing, while a worker runs.
/// </summary>
/// <param name="step">Index or Policy.</param>
internal sealed class LineFault(CanaryStep step)
{
    private volatile bool _isThere;

    public bool IsThere
    {
        get => _isThere;
        set => _isThere = value;
    }

    public void Put(IServiceCollection services)
    {
        services.RemoveAll<CanaryLine>();
        services.AddSingleton(provider => new CanaryLine(
            provider.GetRequiredService<FetchStage>(), provider.GetRequiredService<DecodeStage>(),
            provider.GetRequiredService<TimeProvider>())
        {
            Over = index => _isThere && step == CanaryStep.Index ? index : CanaryEntries.Over(index),
            Under = policy => _isThere && step == CanaryStep.Policy ? Observing(policy) : CanaryEntries.Under(policy),
        });
    }

    private static VerdictPolicy Observing(VerdictPolicy policy)
    {
        var under = CanaryEntries.Under(policy);
        var banks =
            new Dictionary<string, BankPolicy>(under.Settings.Banks)
            {
                [CanaryEntries.Bank] = new() { Action = Pipeline.Events.PolicyAction.Observe },
            };
        return new VerdictPolicy(under.Settings with { Banks = banks }, under.Version);
    }
}
