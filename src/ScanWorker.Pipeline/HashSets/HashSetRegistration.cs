using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets.Fleet;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>Adds the worker's side of hash sets. The store and the snapshots register themselves.</summary>
public static class HashSetRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds the live cell and the service that keeps it current, with options from section <c>Sets</c>.
        /// </summary>
        public IServiceCollection AddHashSets(IConfiguration configuration)
        {
            services.AddSetsOptions(configuration);
            services.AddSingleton<IValidateOptions<SetsOptions>, SetsTrustValidator>();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<IIndexProof, AlwaysProven>();
            services.TryAddSingleton<IHashSetSnapshots, MemorySnapshots>();
            services.AddSingleton<IReadinessCondition, HashSetCondition>();
            services.AddSingleton<HashIndexCell>().AddSingleton<HashSetMetrics>().AddSingleton<BankAgeAlarm>();
            services.AddSingleton<HashSetLoader>().AddHostedService<HashSetRefresher>();
            return services;
        }

        /// <summary>Adds the service that tells the custodian what is live here.</summary>
        /// <param name="worker">Names this worker.</param>
        public IServiceCollection AddLiveVersionNews(Func<IServiceProvider, string> worker) =>
            services.AddHostedService(provider =>
                ActivatorUtilities.CreateInstance<LiveVersionNews>(provider, worker(provider)));

        /// <summary>Adds the options alone, for the custodian's commands: they need no key to believe in.</summary>
        public IServiceCollection AddSetsOptions(IConfiguration configuration) =>
            services.AddValidated<SetsOptions, SetsOptionsValidator>(configuration, SetsOptions.Section);
    }
}
