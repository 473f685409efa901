using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Fetching.Http;

internal static class HttpFetcherRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddHttpFetcher(IConfiguration configuration)
        {
            services.AddValidated<HttpFetcherOptions, HttpFetcherOptionsValidator>(
                configuration, HttpFetcherOptions.Section);
            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<HttpFetcherOptions>, HttpHostsValidator>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IContentFetcher, HttpFetcher>());
            return services;
        }
    }
}
