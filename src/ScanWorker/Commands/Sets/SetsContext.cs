using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Redis;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Sets.Fetching;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Feedback;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Fleet;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Commands.Sets;

/// <summary>
/// What one run of a <c>sets</c> command works with: configuration, folder, store, key, and where to print.
/// </summary>
internal sealed class SetsContext : IAsyncDisposable
{
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(100);
    private readonly ServiceProvider _services;

    public SetsContext(IConfiguration configuration, TimeProvider clock, SetsOutput output, TextWriter error)
    {
        (Configuration, Clock, Output, Error) = (configuration, clock, output, error);
        var services = new ServiceCollection();
        services.AddSetsOptions(configuration).AddListSources(configuration).AddHashSetFiles(configuration)
            .AddRedisHashSets(configuration).AddRedisFloodCounters(configuration).AddFeedback(configuration);
        _services = services.BuildServiceProvider();
        Options = _services.GetRequiredService<IOptions<SetsOptions>>().Value;
    }

    public IConfiguration Configuration { get; }

    public SetsOptions Options { get; }

    /// <exception cref="OptionsValidationException">A source is not configured as it must be.</exception>
    public ExchangesOptions Exchanges => _services.GetRequiredService<IOptions<ExchangesOptions>>().Value;

    /// <exception cref="OptionsValidationException">A number is out of range.</exception>
    public FeedbackOptions Feedback => _services.GetRequiredService<IOptions<FeedbackOptions>>().Value;

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

    public bool HasRedis => !string.IsNullOrEmpty(
        Configuration[$"{RedisOptions.Section}:{nameof(RedisOptions.ConnectionString)}"]);

    /// <exception cref="OptionsValidationException">Redis is not configured.</exception>
    public ILiveVersions LiveVersions
    {
        get
        {
            _ = _services.GetRequiredService<IOptions<RedisOptions>>().Value;
            return _services.GetRequiredService<ILiveVersions>();
        }
    }

    /// <exception cref="OptionsValidationException">Redis is not configured.</exception>
    public IPublisherLeases Leases
    {
        get
        {
            _ = _services.GetRequiredService<IOptions<RedisOptions>>().Value;
            return _services.GetRequiredService<IPublisherLeases>();
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

    /// <summary>As <see cref="OpenToWrite"/>, but waits for another process that is changing it.</summary>
    /// <exception cref="WorkingSetBusyException">Another process is changing it, and has been for so long.</exception>
    /// <exception cref="WorkingSetException">It cannot be written, or is damaged.</exception>
    public async Task<WorkingSet> OpenToWriteAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var since = Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return OpenToWrite();
            }
            catch (WorkingSetBusyException) when (Clock.GetElapsedTime(since) < patience)
            {
                await Task.Delay(BusyPause, Clock, cancellation);
            }
        }
    }

    /// <exception cref="WorkingSetException">It is damaged.</exception>
    public WorkingSet OpenToRead() => WorkingSet.OpenToRead(Options.Directory, Clock);

    public Publisher PublisherOf(
        WorkingSet workingSet,
        ECDsa? key,
        bool takesOver = false,
        bool allowsEmpty = false,
        bool bringsWithdrawnBack = false,
        PublisherLease? lease = null,
        TimeSpan agesAfter = default) => new(workingSet, Options.Name, Store, key, Clock)
        {
            TakesOver = takesOver,
            AllowsEmpty = allowsEmpty || Options.AllowEmpty,
            BringsWithdrawnBack = bringsWithdrawnBack,
            Lease = lease,
            AgesAfter = agesAfter,
            ReviewersNeeded = Feedback.ReviewersNeeded,
            RenewsAfter = Options.ManifestMaxAge > TimeSpan.Zero ? Options.ManifestMaxAge / 2 : null,
        };

    /// <returns>The custodian's key, or null when versions may go without a signature.</returns>
    /// <exception cref="ConfigurationException">A signature is required and there is no usable key.</exception>
    public ECDsa? ReadSigningKey()
    {
        if (Options.Signing.PrivateKey is not { Length: > 0 } file)
        {
            return Options.Signing.Required
                ? throw new ConfigurationException(
                    "Sets:Signing:PrivateKey is missing: make a key with 'scanworker sets keygen', or set "
                        + "Sets:Signing:Required to false.")
                : null;
        }

        try
        {
            var key = SigningKey.ReadPrivate(File.ReadAllText(file));
            CheckBelieved(key);
            return key;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException($"Sets:Signing:PrivateKey cannot be used: {problem.Message}", problem);
        }
    }

    /// <exception cref="ConfigurationException">Workers with this configuration would refuse what the key
    /// signs.</exception>
    private void CheckBelieved(ECDsa key)
    {
        if (!Trust.Believes(key))
        {
            key.Dispose();
            throw new ConfigurationException(
                "Sets:Signing:PrivateKey is not the key of Sets:Signing:PublicKey: every worker would refuse what it signs. "
                    + "Nothing is written.");
        }
    }

    /// <summary>Whom the configuration believes; without a public key, the digest alone is checked.</summary>
    public ManifestTrust Trust => string.IsNullOrWhiteSpace(Options.Signing.PublicKey)
        ? ManifestTrust.Anyone
        : ManifestTrust.Create(Options.Signing.PublicKey, Options.Signing.Required);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
