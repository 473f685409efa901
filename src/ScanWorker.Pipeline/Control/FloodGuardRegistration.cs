using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>
/// Puts the flood guard into a host. The fleet's counters are an adapter's; the limits are the policy's.
/// </summary>
public static class FloodGuardRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddFloodGuard()
        {
            services.AddSingleton<FloodGuardMetrics>().AddSingleton<BankRates>().AddSingleton<FloodGuard>();
            services.AddSingleton<IMatchGuard>(provider => provider.GetRequiredService<FloodGuard>());
            services.AddHostedService(provider => provider.GetRequiredService<FloodGuard>());
            return services;
        }
    }
}
