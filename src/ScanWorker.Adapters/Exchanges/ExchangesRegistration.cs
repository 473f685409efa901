using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>Puts the sources of lists into a host.</summary>
internal static class ExchangesRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddExchanges(IConfiguration configuration) =>
            services.AddValidated<ExchangesOptions, ExchangesOptionsValidator>(configuration, ExchangesOptions.Section);
    }
}
