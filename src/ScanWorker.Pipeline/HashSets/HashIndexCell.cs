using System.Collections.Immutable;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>The one place where the live hash set is. Readers take it once per upload; one writer swaps it.</summary>
public sealed class HashIndexCell
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LoadedHashSet? _current;
    private volatile string? _trouble;
    private volatile string? _headTrouble;

    /// <summary>
    /// The live hash set, or null while none has been loaded. A reader that holds one keeps it whole, whatever is
    /// swapped.
    /// </summary>
    public LoadedHashSet? Current => _current;

    /// <summary>Completes once there is a live hash set; from then on there always is one.</summary>
    public Task WhenLoaded => _loaded.Task;

    /// <summary>Completes when the next one is live.</summary>
    internal Task NextSwap => _swapped.Task;

    /// <summary>What keeps the next one from coming, as a sentence; null when nothing is known to.</summary>
    internal string? Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }

    /// <summary>Why it cannot even be told which version is published; null while it can.</summary>
    internal string? HeadTrouble
    {
        get => _headTrouble;
        set => _headTrouble = value;
    }

    internal void Swap(LoadedHashSet next)
    {
        _current = next;
        _loaded.TrySetResult();
        var swapped = _swapped;
        _swapped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        swapped.TrySetResult();
    }
}

/// <summary>One version of the hash set, ready to answer. Immutable.</summary>
/// <param name="Index">What answers.</param>
/// <param name="Manifest">What it was built from.</param>
/// <param name="LoadedAt">When it was ready.</param>
public sealed record LoadedHashSet(HashIndex Index, HashSetManifest Manifest, DateTimeOffset LoadedAt)
{
    public long Version => Manifest.Version;

    /// <summary>When the custodian made it.</summary>
    public DateTimeOffset Created => Manifest.Created;

    public ImmutableArray<BankFacts> Banks => Manifest.Banks;

    /// <summary>Its proven segments by id, so that the next version proves only what is new.</summary>
    internal ImmutableDictionary<string, Segment> Segments { get; init; } = ImmutableDictionary<string, Segment>.Empty;
}
