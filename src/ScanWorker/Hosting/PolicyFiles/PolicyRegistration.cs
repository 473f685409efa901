using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Hosting.PolicyFiles;

internal static class PolicyRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the policy in force, from the file in section <c>Policy</c>, and its reload.</summary>
        public IServiceCollection AddPolicy(IConfiguration configuration)
        {
            services.AddValidated<PolicyOptions, PolicyOptionsValidator>(configuration, PolicyOptions.Section);
            services.AddSingleton(
                provider => new PolicyCell(Initial(provider.GetRequiredService<IOptions<PolicyOptions>>().Value)));
            services.AddHostedService<PolicyReloader>();
            return services;
        }
    }

    private static VerdictPolicy Initial(PolicyOptions options)
    {
        var problems = new List<string>();
        return options.File is not { Length: > 0 } file ? PolicyLoader.BuiltIn
            : PolicyLoader.Load(file, problems)
                ?? throw new OptionsValidationException(nameof(PolicyOptions), typeof(PolicyOptions), problems);
    }
}
