using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>Where Redis is. Everything else about it is an option in the connection string.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>
    /// As StackExchange.Redis takes it, for example <c>redis:6380,ssl=true,user=scanworker,password=…</c>. Never
    /// logged.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// How many versions of a hash set a publisher leaves in Redis, so that a worker in the middle of a load finishes
    /// it.
    /// Default 16. Older ones are in the custodian's working set.
    /// </summary>
    [Range(2, 10_000)]
    public int KeepVersions { get; set; } = 16;

    /// <summary>
    /// PEM file of the authority that signed the server's certificate, where the machine does not trust it already.
    /// </summary>
    public string? CertificateAuthority { get; set; }
}

/// <summary>
/// Whether the connection string can be read at all. Its text never gets into a message: it holds a password.
/// </summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    private static readonly RedisAttributesValidator Attributes = new();

    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        var attributes = Attributes.Validate(name, options);
        if (attributes.Failed)
        {
            return attributes;
        }

        if (options.CertificateAuthority is { Length: > 0 } file && !File.Exists(file))
        {
            return ValidateOptionsResult.Fail("Redis:CertificateAuthority names a file that is not there.");
        }

        try
        {
            return ConfigurationOptions.Parse(options.ConnectionString).EndPoints.Count > 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("Redis:ConnectionString names no server.");
        }
        catch (ArgumentException problem)
        {
            return ValidateOptionsResult.Fail(
                $"Redis:ConnectionString has an option that is unknown or wrong ('{problem.ParamName}').");
        }
    }
}

[OptionsValidator]
internal sealed partial class RedisAttributesValidator : IValidateOptions<RedisOptions>;
