using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Exchanges;

namespace ScanWorker.Commands.Sets.Fetching;

/// <summary>Two sources that feed one bank must not call the source of their entries the same.</summary>
internal sealed class SourceNamesValidator : IValidateOptions<ExchangesOptions>
{
    public ValidateOptionsResult Validate(string? name, ExchangesOptions options)
    {
        var problems = options.Sources
            .GroupBy(source => (source.Value.Bank, Source: ListIdentity.SourceOf(source.Key, source.Value)))
            .Where(group => group.Key.Source is not null && group.Count() > 1)
            .Select(group => ListIdentity.Clash(
                group.Key.Bank, group.Key.Source ?? "",
                [.. group.Select(source => source.Key).Order(StringComparer.Ordinal)]))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

/// <summary>Puts the sources of lists into a host.</summary>
internal static class ListSourcesRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddListSources(IConfiguration configuration) =>
            services.AddSingleton<IValidateOptions<ExchangesOptions>, SourceNamesValidator>()
                .AddExchanges(configuration);
    }
}
