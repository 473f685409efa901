using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Fetching.Files;

internal static class FileFetcherRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddFileFetcher(IConfiguration configuration)
        {
            services.AddValidated<FileFetcherOptions, FileFetcherOptionsValidator>(
                configuration, FileFetcherOptions.Section);
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IContentFetcher, FileFetcher>());
            return services;
        }
    }
}
