using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Adapters.WorkingSets.Contents;

/// <summary>
/// Where entries are and were: in the working set, and in which versions that were published from it.
/// </summary>
/// <remarks>Opens each segment once, without reading it through; not thread-safe.</remarks>
internal sealed class EntryHistory
{
    private readonly WorkingSet _workingSet;
    private readonly ContentReader _reader;
    private readonly List<HashSetManifest> _versions;

    /// <exception cref="WorkingSetException">A manifest or a segment is missing or damaged.</exception>
    public EntryHistory(WorkingSet workingSet)
    {
        (_workingSet, _reader) = (workingSet, new ContentReader(workingSet));
        _versions =
        [
            .. workingSet.PublishedVersions().Select(version => workingSet.ReadVersion(version)?.Manifest)
                .OfType<HashSetManifest>(),
        ];
        var state = workingSet.State;
        _ = _reader.Open(_versions.SelectMany(version => version.Segments)
            .Concat(state.Published.Chain).Concat(state.Working.Chain));
    }

    /// <summary>The keys of entries that hold a hash or held it once.</summary>
    public IEnumerable<EntryKey> EverHeld(EntryHashes hash) =>
        new ChainSearch([.. _reader.Opened.Values]).EverHeld(hash);

    /// <summary>
    /// The keys of entries that are or were, by an entry's id, <c>bank/id</c> or <c>bank/source/id</c>.
    /// </summary>
    public IEnumerable<EntryKey> EverNamed(string name) =>
        new ChainSearch([.. _reader.Opened.Values]).EverNamed(name);

    public EntryStanding StandingOf(EntryKey key)
    {
        var said = _reader.Opened.ToDictionary(
            pair => pair.Key, pair => ChainSearch.Lists(pair.Value, key), StringComparer.Ordinal);
        var (working, published) = (Find(_workingSet.State.Working, key), Find(_workingSet.State.Published, key));
        var holding = _versions.Where(version => IsListed(version.Segments, said)).ToList();
        var last = holding.LastOrDefault();
        var first = last;
        foreach (var version in _versions.AsEnumerable().Reverse().SkipWhile(version => version != last)
            .TakeWhile(version => IsListed(version.Segments, said)))
        {
            first = version;
        }

        return new EntryStanding(key, working, published)
        {
            Since = first,
            Until = published is null ? last : null,
            IsHeldBack = _workingSet.State.Held.Contains(key),
        };
    }

    private Entry? Find(PublishedContent content, EntryKey key) =>
        new ChainSearch(_reader.Open(content)).Find(key);

    private static bool IsListed(IEnumerable<SegmentFacts> chain, Dictionary<string, bool?> said) =>
        chain.Reverse().Select(facts => said[facts.Id]).FirstOrDefault(lists => lists is not null) ?? false;
}

/// <summary>Where one entry is and was.</summary>
/// <param name="Key">Which.</param>
/// <param name="Working">As the working set holds it; null when it does not.</param>
/// <param name="Published">As the version does that was published last; null when it does not.</param>
internal sealed record EntryStanding(EntryKey Key, Entry? Working, Entry? Published)
{
    /// <summary>The first of the last unbroken run of versions that held it; null when none ever did.</summary>
    public HashSetManifest? Since { get; init; }

    /// <summary>The last version that held it, where that is not the last that was published.</summary>
    public HashSetManifest? Until { get; init; }

    /// <summary>A person withdrew it: no list brings it back.</summary>
    public bool IsHeldBack { get; init; }

    public EntryState State => (Working, Published) switch
    {
        (null, null) => EntryState.Withdrawn,
        (null, _) => EntryState.WithdrawalUnpublished,
        (_, null) => EntryState.Unpublished,
        var (working, published) => HashSetDiff.IsSame(working, published) ? EntryState.Live
            : EntryState.ChangeUnpublished,
    };
}

/// <summary>Whether workers have an entry.</summary>
internal enum EntryState
{
    /// <summary>The version that was published last holds it, as the working set does.</summary>
    Live,

    /// <summary>The same, but the working set holds it changed.</summary>
    ChangeUnpublished,

    /// <summary>The same, but the working set holds it no more.</summary>
    WithdrawalUnpublished,

    /// <summary>Only the working set holds it.</summary>
    Unpublished,

    /// <summary>It was there once.</summary>
    Withdrawn,
}
