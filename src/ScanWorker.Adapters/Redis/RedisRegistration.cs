using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Adapters.Redis;

/// <summary>Puts Redis into a host.</summary>
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
            services.AddValidated<FindingsCacheOptions,
                FindingsCacheOptionsValidator>(configuration, FindingsCacheOptions.Section);
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<FindingsCacheMetrics>();
            services.AddSingleton<IFindingsCache, RedisFindingsCache>();
            return services;
        }

        /// <summary>Adds the flood guard's counters, on the connection of <see cref="AddRedisHashSets"/>.</summary>
        public IServiceCollection AddRedisFloodCounters()
        {
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<IFloodCounters, RedisFloodCounters>();
            return services;
        }
    }
}
