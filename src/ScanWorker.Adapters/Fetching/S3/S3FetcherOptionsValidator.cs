using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Fetching.S3;

/// <summary>Generated from the attributes of <see cref="S3FetcherOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class S3FetcherOptionsValidator : IValidateOptions<S3FetcherOptions>;
