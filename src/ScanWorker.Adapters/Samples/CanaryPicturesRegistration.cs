using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Adapters.Samples;

/// <summary>Puts the canary's pictures into a host.</summary>
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
