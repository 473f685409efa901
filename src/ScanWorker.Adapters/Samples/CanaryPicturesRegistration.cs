using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Canary;

namespace ScanWorker.Adapters.Samples;

public static class CanaryPicturesRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddCanaryPictures()
        {
            services.TryAddSingleton<ICanaryPictures, CanaryPictures>();
            return services;
        }
    }
}
