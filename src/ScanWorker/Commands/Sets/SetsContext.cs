using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hosting;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Commands.Sets;

/// <summary>
/// What one run of a <c>sets</c> command works with: configuration, folder, store, key, and where to print.
/// </summary>
internal sealed class SetsContext : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SetsContext(IConfiguration configuration, TimeProvider clock, SetsOutput output, TextWriter error)
    {
        (Configuration, Clock, Output, Error) = (configuration, clock, output, error);
        var services = new ServiceCollection();
        services.AddSetsOptions(configuration).AddHashSetFiles(configuration).AddRedisHashSets(configuration)
            .AddRedisFloodCounters();
        _services = services.BuildServiceProvider();
        var unknown = UnknownKeys.Of(configuration, [.. _services.GetServices<OptionsSection>()]).ToList();
        if (unknown.Count > 0)
        {
            throw new SetsConfigurationException(string.Join(Environment.NewLine, unknown));
        }

        Options = _services.GetRequiredService<IOptions<SetsOptions>>().Value;
    }

    public IConfiguration Configuration { get; }

    public SetsOptions Options { get; }

    public TimeProvider Clock { get; }

    public SetsOutput Output { get; }

    /// <summary>For warnings and progress.</summary>
    public TextWriter Error { get; }

    /// <exception cref="OptionsValidationException">Redis is not configured.</exception>
    public IHashSetStore Store
    {
        get
        {
            _ = _services.GetRequiredService<IOptions<RedisOptions>>().Value;
            return _services.GetRequiredService<IHashSetStore>();
        }
    }

    /// <exception cref="OptionsValidationException">Redis is not configured.</exception>
    public IFloodCounters FloodCounters
    {
        get
        {
            _ = _services.GetRequiredService<IOptions<RedisOptions>>().Value;
            return _services.GetRequiredService<IFloodCounters>();
        }
    }

    /// <exception cref="WorkingSetBusyException">Another process is changing it.</exception>
    /// <exception cref="WorkingSetException">It cannot be written, or is damaged.</exception>
    public WorkingSet OpenToWrite() => WorkingSet.OpenToWrite(Options.Directory, Clock);

    /// <exception cref="WorkingSetException">It is damaged.</exception>
    public WorkingSet OpenToRead() => WorkingSet.OpenToRead(Options.Directory, Clock);

    public Publisher PublisherOf(WorkingSet workingSet, ECDsa? key, bool takesOver = false) =>
        new(workingSet, Options.Name, Store, key, Clock) { TakesOver = takesOver };

    /// <returns>The custodian's key, or null when versions may go without a signature.</returns>
    /// <exception cref="SetsConfigurationException">A signature is required and there is no usable key.</exception>
    public ECDsa? ReadSigningKey()
    {
        if (Options.Signing.PrivateKey is not { Length: > 0 } file)
        {
            return Options.Signing.Required
                ? throw new SetsConfigurationException(
                    "Sets:Signing:PrivateKey is missing: make a key with 'scanworker sets keygen', or set "
                        + "Sets:Signing:Required to false.")
                : null;
        }

        try
        {
            return SigningKey.ReadPrivate(File.ReadAllText(file));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SetsConfigurationException($"Sets:Signing:PrivateKey cannot be used: {problem.Message}", problem);
        }
    }

    /// <summary>Whom the configuration believes; without a public key, the digest alone is checked.</summary>
    public ManifestTrust Trust => string.IsNullOrWhiteSpace(Options.Signing.PublicKey)
        ? ManifestTrust.Anyone
        : ManifestTrust.Create(Options.Signing.PublicKey, Options.Signing.Required);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
