using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Pipeline.Ports;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>Puts the canary into a host. The pictures are an adapter's.</summary>
public static class CanaryRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Proves every hash set before it goes live, with options from section <c>Canary</c>.</summary>
        public IServiceCollection AddCanaryProof(IConfiguration configuration)
        {
            services.AddValidated<CanaryOptions, CanaryOptionsValidator>(configuration, CanaryOptions.Section);
            services.AddSingleton<CanaryMetrics>()
                .AddSingleton<CanaryLine>().AddSingleton<CanaryProbe>().AddSingleton<CanaryCondition>();
            services.AddSingleton<IIndexProof, CanaryProof>();
            return services;
        }

        /// <summary>Runs the canary for as long as the worker lives, and stops consumption while it fails.</summary>
        public IServiceCollection AddCanaryWatch()
        {
            services.AddSingleton<IReadinessCondition>(provider => provider.GetRequiredService<CanaryCondition>());
            services.AddHostedService<CanaryWatch>();
            return services;
        }
    }
}
