using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Transfers;

namespace ScanWorker.Adapters.Fetching.S3;

/// <summary>Which buckets content may be in, and how they are reached.</summary>
public sealed class S3FetcherOptions
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
