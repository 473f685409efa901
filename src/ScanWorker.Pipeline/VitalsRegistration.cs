using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Pipeline;

/// <summary>Adds the signs of health. An adapter adds the broker's probe.</summary>
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
            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<VitalsOptions>, LaneWorkValidator>());
            services.AddSingleton<BrokerState>().AddSingleton<VitalsMetrics>();
            services.TryAddEnumerable(LoopVitals.All);
            services.TryAddEnumerable(
            [
                ServiceDescriptor.Singleton<IVitalSign, VitalsBroker>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsTopics>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsHashSetAge>(),
                ServiceDescriptor.Singleton<IVitalSign, VitalsHashSetHead>(),
            ]);
            services.AddHostedService<BrokerWatch>();
            return services;
        }
    }
}
