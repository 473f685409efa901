using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Transfers;

namespace ScanWorker.Adapters.Fetching.Http;

/// <summary>From which hosts content may be fetched over HTTP, and how patiently.</summary>
internal sealed class HttpFetcherOptions
{
    public const string Section = "Content";

    /// <summary>
    /// <c>host</c> (at the scheme's own port) or <c>host:port</c>, compared without regard to case, no wildcards.
    /// Content at any other host, or led there by a redirect, is refused. A host named here may be at a private
    /// address or at loopback, never at a link-local, multicast or cloud-metadata one. Default none.
    /// </summary>
    public IList<string> HttpHosts { get; set; } = [];

    /// <summary>How many redirects are followed, each to an allowed host. Default 3.</summary>
    [Range(0, 20)]
    public int HttpRedirectsMax { get; set; } = 3;

    /// <summary>Time and rate.</summary>
    [ValidateObjectMembers]
    public TransferOptions Http { get; set; } = new();
}

/// <summary>Generated from the attributes of <see cref="HttpFetcherOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class HttpFetcherOptionsValidator : IValidateOptions<HttpFetcherOptions>;

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
