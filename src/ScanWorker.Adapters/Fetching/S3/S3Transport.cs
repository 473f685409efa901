using System.Net;
using Amazon.Runtime;
using ScanWorker.Adapters.Fetching.Transfers;

namespace ScanWorker.Adapters.Fetching.S3;

/// <summary>Has the S3 client use the HTTP client of fetchers.</summary>
internal sealed class S3Transport(TransferOptions options) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        TransferClient.Create(options, Dns.GetHostAddressesAsync);
}
