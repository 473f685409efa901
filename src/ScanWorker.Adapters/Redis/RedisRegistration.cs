using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Fleet;
using ScanWorker.Pipeline.HashSets.Leases;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Adapters.Redis;

public static class RedisRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the store of hash sets, with options from section <c>Redis</c>.</summary>
        public IServiceCollection AddRedisHashSets(IConfiguration configuration)
        {
            services.AddValidated<RedisOptions, RedisOptionsValidator>(configuration, RedisOptions.Section);
            services.TryAddSingleton<RedisConnections>();
            services.TryAddSingleton<IHashSetStore, RedisHashSetStore>();
            services.TryAddSingleton<ILiveVersions, RedisLiveVersions>();
            services.TryAddSingleton<IPublisherLeases, RedisPublisherLeases>();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<RedisExamination>();
            return services;
        }

        /// <summary>
        /// Adds the findings cache, on the server of <see cref="AddRedisHashSets"/>, with options from section
        /// <c>Findings</c>.
        /// </summary>
        public IServiceCollection AddRedisFindingsCache(IConfiguration configuration)
        {
            services.AddFindingsOptions(configuration);
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<FindingsCacheMetrics>();
            services.AddSingleton<IFindingsCache, RedisFindingsCache>();
            return services;
        }

        /// <summary>
        /// Adds the flood guard's counters, on the connection of <see cref="AddRedisHashSets"/>; quarantines are sealed
        /// with the secret of section <c>Findings</c>.
        /// </summary>
        public IServiceCollection AddRedisFloodCounters(IConfiguration configuration)
        {
            services.AddFindingsOptions(configuration);
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<IFloodCounters, RedisFloodCounters>();
            return services;
        }

        private void AddFindingsOptions(IConfiguration configuration)
        {
            if (services.All(service => service.ServiceType != typeof(IValidateOptions<FindingsCacheOptions>)))
            {
                services.AddValidated<FindingsCacheOptions, FindingsCacheOptionsValidator>(
                    configuration, FindingsCacheOptions.Section);
            }
        }
    }
}
