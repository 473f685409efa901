namespace ScanWorker.Pipeline.Control;

/// <summary>The one place where the live hash set is. Readers take it once per upload; one writer swaps it.</summary>
public sealed class HashIndexCell
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LoadedHashSet? _current;
    private volatile string? _trouble;

    /// <summary>
    /// The live hash set, or null while none has been loaded. A reader that holds one keeps it whole, whatever is
    /// swapped.
    /// </summary>
    public LoadedHashSet? Current => _current;

    /// <summary>Completes once there is a live hash set; from then on there always is one.</summary>
    public Task WhenLoaded => _loaded.Task;

    /// <summary>What keeps the next one from coming, as a sentence; null when nothing is known to.</summary>
    internal string? Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }

    internal void Swap(LoadedHashSet next)
    {
        _current = next;
        _loaded.TrySetResult();
    }
}
