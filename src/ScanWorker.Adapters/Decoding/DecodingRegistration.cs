using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Puts the image decoder into a host.</summary>
public static class DecodingRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the decoder; its limits are options of the decode stage.</summary>
        public IServiceCollection AddImageDecoding()
        {
            services.TryAddSingleton<IImageDecoder, ImageSharpDecoder>();
            return services;
        }
    }
}
