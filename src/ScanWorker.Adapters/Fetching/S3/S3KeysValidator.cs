using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Fetching.S3;

/// <summary>One key without the other signs nothing.</summary>
internal sealed class S3KeysValidator : IValidateOptions<S3FetcherOptions>
{
    public ValidateOptionsResult Validate(string? name, S3FetcherOptions options) =>
        string.IsNullOrEmpty(options.AccessKey) == string.IsNullOrEmpty(options.SecretKey)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{S3FetcherOptions.Section}:AccessKey and {S3FetcherOptions.Section}:SecretKey must be set together.");
}
