using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.FloodGuard;

/// <summary>
/// Adds the flood guard. An adapter adds the fleet's counters; the limits are the policy's.
/// </summary>
public static class FloodGuardRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddFloodGuard()
        {
            services.AddSingleton<FloodGuardMetrics>().AddSingleton<BankRates>().AddSingleton<EntryFloodGuard>();
            services.AddSingleton<IMatchGuard>(provider => provider.GetRequiredService<EntryFloodGuard>());
            services.AddHostedService(provider => provider.GetRequiredService<EntryFloodGuard>());
            services.AddSingleton<IVitalSign, VitalsHeldBanks>();
            return services;
        }
    }
}
