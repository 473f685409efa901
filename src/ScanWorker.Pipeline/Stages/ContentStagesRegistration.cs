using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Stages;

/// <summary>Puts fetching and decoding into a host. The fetchers and the decoder are adapters and register
/// themselves.</summary>
public static class ContentStagesRegistration
{
    private const long IdleBytesMax = 64L << 20;

    extension(IServiceCollection services)
    {
        /// <summary>Adds the two stages with their options, from sections <c>Scan:Fetch</c> and
        /// <c>Scan:Decode</c>.</summary>
        public IServiceCollection AddContentStages(IConfiguration configuration)
        {
            services.AddValidated<FetchOptions, FetchOptionsValidator>(configuration, FetchOptions.Section);
            services.AddValidated<DecodeOptions, DecodeOptionsValidator>(configuration, DecodeOptions.Section);
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(new BlockPool(IdleBytesMax));
            Func<double> nextUnit = RetryPauses.SecureUnit;
            services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<FetchStage>(provider, nextUnit));
            services.TryAddSingleton<DecodeStage>();
            return services;
        }
    }
}
