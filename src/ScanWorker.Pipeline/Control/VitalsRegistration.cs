using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>Puts the signs of health into a host. The broker's probe is an adapter's.</summary>
public static class VitalsRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds the signs and what watches the broker, with options from section <c>Health:Limits</c>.
        /// </summary>
        public IServiceCollection AddVitals(IConfiguration configuration)
        {
            services.AddValidated<VitalsOptions, VitalsOptionsValidator>(configuration, VitalsOptions.Section);
            services.AddSingleton<BrokerState>().AddSingleton<VitalsMetrics>();
            services.TryAddEnumerable(
            [
                ServiceDescriptor.Singleton<IVitalSign, VitalsPollLoop>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsLanes>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsCommitter>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsTransactions>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsAssignment>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsBroker>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsHashSetAge>(),
            ]);
            services.AddHostedService<BrokerWatch>();
            return services;
        }
    }
}
