using System.Globalization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Adapters.Redis;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hosting;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Recordings;

/// <summary>
/// Finds the hash set that a command names: a file, a published version, or the one that a worker would use.
/// </summary>
internal static class HashSetArgument
{
    public const string Form = "a file (JSON lines of entries, or a segment), or the number of a published version";

    /// <param name="named">A file or a version; null: the worker's copy on disk, else the current version in
    /// Redis.</param>
    /// <param name="configuration">Sections <c>Sets</c> and <c>Redis</c>; a file needs neither.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">It is neither.</exception>
    /// <exception cref="HashSetRefusedException">The version is not to be believed, or too old.</exception>
    /// <exception cref="HashSetStoreUnavailableException">Redis is away.</exception>
    public static Task<LoadedHashSet> LoadAsync(
        string? named, IConfiguration configuration, CancellationToken cancellation) =>
        LoadAsync(named, isPast: false, configuration, cancellation);

    /// <summary>As <see cref="LoadAsync(string?, IConfiguration, CancellationToken)"/>, for a comparison: a version may
    /// be of any age.</summary>
    public static Task<LoadedHashSet> LoadPastAsync(
        string? named, IConfiguration configuration, CancellationToken cancellation) =>
        LoadAsync(named, isPast: true, configuration, cancellation);

    private static async Task<LoadedHashSet> LoadAsync(
        string? named, bool isPast, IConfiguration configuration, CancellationToken cancellation)
    {
        if (named is not null && File.Exists(named))
        {
            return OfFile(named);
        }

        if (named is null)
        {
            return await LoadCurrentAsync(configuration, cancellation);
        }

        return long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? await LoadVersionAsync(version, isPast, configuration, cancellation)
            : throw new UsageException($"--set: '{named}' is not {Form}.");
    }

    /// <summary>A file has no version: its number is 0.</summary>
    public static LoadedHashSet OfFile(string path)
    {
        using var file = File.OpenRead(path);
        var first = file.ReadByte();
        var index = first is '{' or -1 ? HashIndex.Build(ReadEntries(path)) : HashIndex.Build([Mapped(path)]);
        var manifest = new HashSetManifest(Path.GetFileName(path), 0, 0, DateTimeOffset.UnixEpoch, [], []);
        return new LoadedHashSet(index, manifest, DateTimeOffset.UnixEpoch);
    }

    private static async Task<LoadedHashSet> LoadVersionAsync(
        long version, bool isPast, IConfiguration configuration, CancellationToken cancellation)
    {
        await using var services = Services(configuration, keepsCopy: false);
        var loader = services.GetRequiredService<HashSetLoader>();
        return isPast
            ? await loader.LoadPastAsync(version, live: null, cancellation)
            : await loader.LoadAsync(await loader.ReadManifestAsync(version, 0, cancellation), null, cancellation);
    }

    private static async Task<LoadedHashSet> LoadCurrentAsync(IConfiguration configuration,
        CancellationToken cancellation)
    {
        await using var services = Services(configuration, keepsCopy: true);
        if (services.GetRequiredService<HashSetLoader>().LoadSnapshot() is { } copy)
        {
            return copy;
        }

        var set = configuration[$"{SetsOptions.Section}:{nameof(SetsOptions.Name)}"] ?? new SetsOptions().Name;
        var head = await services.GetRequiredService<IHashSetStore>().ReadHeadAsync(set, cancellation)
            ?? throw new HashSetStoreUnavailableException("No version of the hash set has been published.");
        return await LoadVersionAsync(head, isPast: false, configuration, cancellation);
    }

    // A version that is looked at must not become the copy that a worker starts from.
    private static ServiceProvider Services(IConfiguration configuration, bool keepsCopy)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddSingleton(configuration);
        services.AddRedisHashSets(configuration);
        services.AddHashSetFiles(configuration);
        if (!keepsCopy)
        {
            services.RemoveAll<IHashSetSnapshots>().AddSingleton<IHashSetSnapshots, MemorySnapshots>();
        }

        services.AddHashSets(configuration);
        services.Replace(ServiceDescriptor.Singleton<IIndexProof, AlwaysProven>());
        var provider = services.BuildServiceProvider();
        var problems = StartupCheck.Problems(provider, configuration);
        return problems.Count == 0 ? provider : throw new ConfigurationException(problems);
    }

    private static Segment Mapped(string path)
    {
        var segment = Segment.Map(path);
        segment.Verify();
        return segment;
    }

    private static Dictionary<EntryKey, Entry>.ValueCollection ReadEntries(string path)
    {
        var (entries, line) = (new Dictionary<EntryKey, Entry>(), 0);
        foreach (var text in File.ReadLines(path))
        {
            line++;
            if (!EntryJson.TryReadLine(System.Text.Encoding.UTF8.GetBytes(text), out var entry, out var isWithdrawn)
                || entry is null)
            {
                throw new RecordingException(
                    $"{path}:{line}: not an entry; lists are JSON lines as 'scanworker sets export' writes them.");
            }

            if (isWithdrawn)
            {
                entries.Remove(entry.Key);
            }
            else
            {
                entries[entry.Key] = entry;
            }
        }

        return entries.Values;
    }
}
