using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Transfers;

namespace ScanWorker.Adapters.Fetching.S3;

/// <summary>Which buckets content may be in, and how they are reached.</summary>
internal sealed class S3FetcherOptions
{
    public const string Section = "Content:S3";

    /// <summary>Buckets that <c>s3://bucket/key</c> may name. Default none: nothing is fetched from S3.</summary>
    public IList<string> Buckets { get; set; } = [];

    /// <summary>
    /// Address of the S3 API, such as <c>http://minio:9000</c>; buckets are then named in the path. Default null:
    /// Amazon's, of <see cref="Region"/>.
    /// </summary>
    [Url]
    public string? ServiceUrl { get; set; }

    /// <summary>The region that requests are signed for. Default <c>us-east-1</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>
    /// The key to sign with, together with <see cref="SecretKey"/>. Default null: what the machine provides
    /// (environment, profile, container or instance role).
    /// </summary>
    public string? AccessKey { get; set; }

    /// <summary>The other half of <see cref="AccessKey"/>. Belongs into the environment, not into a file.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Time and rate; redirects are never followed.</summary>
    [ValidateObjectMembers]
    public TransferOptions Transfer { get; set; } = new();
}

/// <summary>Generated from the attributes of <see cref="S3FetcherOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class S3FetcherOptionsValidator : IValidateOptions<S3FetcherOptions>;

/// <summary>One key without the other signs nothing.</summary>
internal sealed class S3KeysValidator : IValidateOptions<S3FetcherOptions>
{
    public ValidateOptionsResult Validate(string? name, S3FetcherOptions options) =>
        string.IsNullOrEmpty(options.AccessKey) == string.IsNullOrEmpty(options.SecretKey)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{S3FetcherOptions.Section}:AccessKey and {S3FetcherOptions.Section}:SecretKey must be set together.");
}
