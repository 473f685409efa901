using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// Whether the connection string can be read at all. Its text never gets into a message: it holds a password.
/// </summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail("Redis:ConnectionString is missing.");
        }

        if (options.KeepVersions is < 2 or > 10_000)
        {
            return ValidateOptionsResult.Fail("Redis:KeepVersions must be from 2 to 10000.");
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
