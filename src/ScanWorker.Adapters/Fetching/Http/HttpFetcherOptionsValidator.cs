using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Fetching.Http;

/// <summary>Generated from the attributes of <see cref="HttpFetcherOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class HttpFetcherOptionsValidator : IValidateOptions<HttpFetcherOptions>;
