using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>
/// Makes a version ready beside the live one: manifest, segments, index, proof. Swaps nothing itself.
/// </summary>
/// <remarks>Signature, set, number and digests are checked of every version. That it is neither too old nor empty is
/// asked of one that is to be put in force, not of one that the live one is compared with.</remarks>
internal sealed class HashSetLoader(
    IHashSetStore store,
    IHashSetSnapshots snapshots,
    IIndexProof proof,
    IOptions<SetsOptions> options,
    TimeProvider clock,
    HashSetMetrics metrics,
    ILogger<HashSetLoader> logger,
    EarlySnapshot? early = null)
{
    private const int SavedLagSegmentsMax = 64;
    private const long SavedLagBytesMax = 1 << 20;
    private readonly SetsOptions _options = options.Value;
    private readonly SegmentFetch _fetch = new(store, metrics);
    private readonly ManifestTrust _trust = ManifestTrust.Create(
        options.Value.Signing.PublicKey, options.Value.Signing.Required);
    private ImmutableArray<SegmentFacts> _saved = [];

    /// <summary>When the worker's own copy has been read as far as it was begun early.</summary>
    public Task WhenReadEarly => early?.Completion ?? Task.CompletedTask;

    /// <summary>The worker's own copy, or null when it has none.</summary>
    /// <exception cref="HashSetRefusedException">The copy is cut, changed or not to be believed.</exception>
    public LoadedHashSet? LoadSnapshot()
    {
        if (snapshots.ReadManifest(_options.Name) is not { } document)
        {
            return null;
        }

        var manifest = Open(document).Manifest;
        ThrowIfBelowMin(manifest.Version);
        ThrowIfTooOld(manifest);
        try
        {
            var (index, segments, savedSegments) =
                early?.Take(document.Span) ?? new SnapshotLoad(snapshots, manifest).Run();
            _saved = [.. manifest.Segments.Take(savedSegments)];
            return Proven(new LoadedHashSet(index, manifest, clock.GetUtcNow()) { Segments = segments });
        }
        catch (SegmentException problem)
        {
            throw new HashSetRefusedException(RefusalReason.Corrupt, problem.Message, problem);
        }
    }

    /// <summary>
    /// Saves the index of a live version for the next start, unless that would gain little over the one saved last.
    /// </summary>
    public void SaveIndex(LoadedHashSet live)
    {
        var segments = live.Manifest.Segments;
        var isExtended = _saved.Length > 0 && segments.AsSpan().StartsWith(_saved.AsSpan());
        var added = isExtended ? segments.Skip(_saved.Length).ToList() : [.. segments];
        var addedBytes = added.Sum(segment => segment.LengthBytes);
        if (isExtended && added.Count < SavedLagSegmentsMax
            && addedBytes < Math.Max(SavedLagBytesMax, segments.Sum(segment => segment.LengthBytes) / 50))
        {
            return;
        }

        try
        {
            snapshots.SaveIndex(_options.Name, live.Index);
            _saved = segments;
        }
        catch (HashSetSnapshotException problem)
        {
            TellNotWritten(problem);
        }
    }

    /// <summary>
    /// Reads the manifest of a version and checks everything that can be checked before any segment is fetched.
    /// </summary>
    /// <exception cref="HashSetRefusedException">It is not to be taken.</exception>
    /// <exception cref="HashSetStoreUnavailableException">The store went away.</exception>
    public async Task<SealedManifest> ReadManifestAsync(long version, long liveVersion, CancellationToken cancellation)
    {
        if (version < liveVersion)
        {
            throw new HashSetRefusedException(RefusalReason.Older, $"Head went back to version {version}.");
        }

        ThrowIfBelowMin(version);
        ThrowIfBelowMark(version);
        var opened = await ReadManifestAsync(version, cancellation);
        ThrowIfTooOld(opened.Manifest);
        return opened;
    }

    /// <summary>How many bytes of segments are not here yet.</summary>
    public static long MissingBytes(HashSetManifest manifest, LoadedHashSet? live) =>
        manifest.Segments.Where(segment => live?.Segments.ContainsKey(segment.Id) != true)
            .Sum(segment => segment.LengthBytes);

    /// <summary>Fetches what is missing, builds and proves the index, and keeps a copy.</summary>
    /// <exception cref="HashSetRefusedException">It is not to be taken.</exception>
    /// <exception cref="HashSetStoreUnavailableException">The store went away.</exception>
    public async Task<LoadedHashSet> LoadAsync(
        SealedManifest manifest, LoadedHashSet? live, CancellationToken cancellation)
    {
        LoadedHashSet loaded;
        try
        {
            loaded = Proven(await LoadAsync(manifest.Manifest, live, snapshots, cancellation));
        }
        catch (HashSetSnapshotException problem)
        {
            TellNotWritten(problem);
            return Proven(await LoadAsync(manifest.Manifest, live, new MemorySnapshots(), cancellation));
        }

        try
        {
            snapshots.Keep(manifest);
        }
        catch (HashSetSnapshotException problem)
        {
            TellNotWritten(problem);
        }

        return loaded;
    }

    /// <summary>Loads a version to compare with: it may have been in force at any time. No copy is kept.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="live">What both have is taken from this one; null where there is none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="HashSetRefusedException">It is not there, or not to be believed.</exception>
    /// <exception cref="HashSetStoreUnavailableException">The store went away.</exception>
    public async Task<LoadedHashSet> LoadPastAsync(long version, LoadedHashSet? live, CancellationToken cancellation)
    {
        var opened = await ReadManifestAsync(version, cancellation);
        return await LoadAsync(opened.Manifest, live, new MemorySnapshots(), cancellation);
    }

    private async Task<SealedManifest> ReadManifestAsync(long version, CancellationToken cancellation)
    {
        var document = await store.ReadManifestAsync(_options.Name, version, cancellation)
            ?? throw new HashSetRefusedException(RefusalReason.Missing, $"Version {version} has no manifest.");
        metrics.Fetched(document.Length);
        var opened = Open(document);
        return opened.Manifest.Version == version
            ? opened
            : throw new HashSetRefusedException(RefusalReason.Mismatched, "The manifest is that of another version.");
    }

    private async Task<LoadedHashSet> LoadAsync(
        HashSetManifest manifest, LoadedHashSet? live, IHashSetSnapshots place, CancellationToken cancellation)
    {
        var segments = ImmutableDictionary.CreateBuilder<string, Segment>();
        foreach (var segment in manifest.Segments)
        {
            segments[segment.Id] = live?.Segments.TryGetValue(segment.Id, out var here) == true ? here
                : place.OpenSegment(_options.Name, segment) is { } kept && segment.Fits(kept) ? kept
                : await _fetch.RunAsync(_options.Name, segment, place, cancellation);
        }

        return Assemble(manifest, segments.ToImmutable(), live);
    }

    private void TellNotWritten(HashSetSnapshotException problem)
    {
        metrics.SnapshotFailed();
        logger.SnapshotNotWritten(problem.Message);
    }

    private void ThrowIfBelowMin(long version)
    {
        if (version < _options.MinVersion)
        {
            throw new HashSetRefusedException(
                RefusalReason.Older, $"Version {version} is below Sets:MinVersion ({_options.MinVersion}).");
        }
    }

    private void ThrowIfTooOld(HashSetManifest manifest)
    {
        if (_options.ManifestMaxAge > TimeSpan.Zero
            && clock.GetUtcNow() - manifest.Created > _options.ManifestMaxAge)
        {
            throw new HashSetRefusedException(
                RefusalReason.TooOld,
                $"Version {manifest.Version} is older than Sets:ManifestMaxAge allows. Publish a new one.");
        }
    }

    // A signature never expires, so an old version could be put back while no worker has a newer one in memory.
    private void ThrowIfBelowMark(long version)
    {
        var mark = snapshots.ReadMark(_options.Name);
        if (version < mark)
        {
            throw new HashSetRefusedException(
                RefusalReason.Older,
                $"Version {version} is older than version {mark}, which this worker has had. If the set was begun anew, "
                    + "delete the file mark in its folder of Sets:SnapshotDirectory.");
        }
    }

    private SealedManifest Open(ReadOnlyMemory<byte> document)
    {
        var opened = SealedManifest.Open(document, _trust);
        if (opened.Manifest.Set != _options.Name)
        {
            throw new HashSetRefusedException(RefusalReason.Mismatched, "The manifest is that of another set.");
        }

        return opened.Manifest.Segments.Sum(segment => segment.LengthBytes) <= _options.SetBytesMax
            ? opened
            : throw new HashSetRefusedException(RefusalReason.Malformed,
                "The segments are larger than Sets:SetBytesMax allows.");
    }

    private LoadedHashSet Assemble(
        HashSetManifest manifest, ImmutableDictionary<string, Segment> segments, LoadedHashSet? live)
    {
        try
        {
            var index = HashSetAssembler.Build([.. manifest.Segments.Select(segment => segments[segment.Id])],
                live?.Index);
            return new LoadedHashSet(index, manifest, clock.GetUtcNow()) { Segments = segments };
        }
        catch (SegmentException problem)
        {
            throw new HashSetRefusedException(RefusalReason.Corrupt, problem.Message, problem);
        }
    }

    private LoadedHashSet Proven(LoadedHashSet loaded)
    {
        if (loaded.Index.EntryCount == 0 && !_options.AllowEmpty)
        {
            throw new HashSetRefusedException(
                RefusalReason.Empty,
                $"Version {loaded.Version} has no live entries, so no upload would ever match. Publish a list, or set "
                    + "Sets:AllowEmpty.");
        }

        proof.Prove(loaded);
        return loaded;
    }
}
