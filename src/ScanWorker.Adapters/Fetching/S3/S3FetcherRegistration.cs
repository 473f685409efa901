using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Fetching.S3;

internal static class S3FetcherRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddS3Fetcher(IConfiguration configuration)
        {
            services.AddValidated<S3FetcherOptions, S3FetcherOptionsValidator>(configuration, S3FetcherOptions.Section);
            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<S3FetcherOptions>, S3KeysValidator>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IContentFetcher, S3Fetcher>());
            return services;
        }
    }
}
