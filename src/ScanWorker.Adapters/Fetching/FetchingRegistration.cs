using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ScanWorker.Adapters.Fetching;

public static class FetchingRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds a fetcher for every scheme that is known, with its options from section
        /// <c>Content</c>.</summary>
        public IServiceCollection AddContentFetchers(IConfiguration configuration)
        {
            foreach (var scheme in ContentSchemes.All)
            {
                scheme.Add(services, configuration);
            }

            return services;
        }
    }
}
