using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline;

/// <summary>How every section of the configuration becomes options.</summary>
internal static class OptionsRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Binds <paramref name="section"/> to <typeparamref name="TOptions"/> and has it validated before
        /// the host starts.</summary>
        public IServiceCollection AddValidated<
            [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TOptions, TValidator>(
            IConfiguration configuration, string section)
            where TOptions : class
            where TValidator : class, IValidateOptions<TOptions>
        {
            services.AddOptions<TOptions>()
                .Bind(section.Length == 0 ? configuration : configuration.GetSection(section)).ValidateOnStart();
            services.AddSingleton(new OptionsSection(section, typeof(TOptions)));
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
            return services;
        }
    }
}
