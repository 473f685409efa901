using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.Canary;

/// <summary>Adds the canary. An adapter adds its pictures.</summary>
public static class CanaryRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Proves every hash set before it goes live, with options from section <c>Canary</c>.</summary>
        public IServiceCollection AddCanaryProof(IConfiguration configuration)
        {
            services.AddValidated<CanaryOptions, CanaryOptionsValidator>(configuration, CanaryOptions.Section);
            services.AddSingleton<CanaryMetrics>()
                .AddSingleton<CanaryLine>().AddSingleton<CanaryCondition>();
            services.TryAddSingleton<OwnTime>();
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CanaryProbe>(
                provider, provider.GetRequiredService<OwnTime>()));
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
