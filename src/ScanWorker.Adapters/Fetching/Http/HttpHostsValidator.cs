using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Fetching.Http;

/// <summary>Tells which entries of <see cref="HttpFetcherOptions.HttpHosts"/> are no hosts.</summary>
internal sealed class HttpHostsValidator : IValidateOptions<HttpFetcherOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpFetcherOptions options)
    {
        var wrong = options.HttpHosts
            .Select((entry, position) => (entry, position))
            .Where(pair => !HttpHost.TryParse(pair.entry, out _))
            .Select(pair => $"{HttpFetcherOptions.Section}:HttpHosts:{pair.position} must be a host or host:port.")
            .ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
