using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Transfers;

namespace ScanWorker.Adapters.Fetching.Http;

/// <summary>From which hosts content may be fetched over HTTP, and how patiently.</summary>
public sealed class HttpFetcherOptions
{
    public const string Section = "Content";

    /// <summary>
    /// <c>host</c> (at the scheme's own port) or <c>host:port</c>, compared without regard to case, no wildcards.
    /// Content at any other host, or led there by a redirect, is refused. A host named here may be at a private
    /// address or at loopback, never at a link-local, multicast or cloud-metadata one. Default none.
    /// </summary>
    public IList<string> HttpHosts { get; set; } = [];

    /// <summary>Time, rate and redirects.</summary>
    [ValidateObjectMembers]
    public TransferOptions Http { get; set; } = new();
}
