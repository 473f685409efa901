using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Scan;

/// <summary>Adds fetching and decoding. Fetchers and decoders are adapters and register themselves.</summary>
internal static class ContentStagesRegistration
{
    private const long IdleBytesMax = 64L << 20;

    extension(IServiceCollection services)
    {
        /// <summary>Adds the two stages with their options, from sections <c>Scan:Fetch</c>, <c>Scan:Decode</c> and
        /// <c>Scan:Video</c>.</summary>
        public IServiceCollection AddContentStages(IConfiguration configuration)
        {
            services.AddValidated<FetchOptions, FetchOptionsValidator>(configuration, FetchOptions.Section);
            services.AddValidated<DecodeOptions, DecodeOptionsValidator>(configuration, DecodeOptions.Section);
            services.AddValidated<VideoOptions, VideoOptionsValidator>(configuration, VideoOptions.Section);
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<OwnTime>(); // A pause of ours makes no upload unscannable.
            services.TryAddSingleton(new BlockPool(IdleBytesMax));
            Func<double> nextUnit = RetryPauses.SecureUnit;
            services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<FetchStage>(
                provider, nextUnit, provider.GetRequiredService<OwnTime>()));
            services.TryAddSingleton<DecodeStage>();
            return services;
        }
    }
}
