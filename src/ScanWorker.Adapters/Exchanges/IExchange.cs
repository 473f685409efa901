namespace ScanWorker.Adapters.Exchanges;

/// <summary>A client of one kind of exchange: it yields pages of a list, and where to go on the next time.</summary>
internal interface IExchange
{
    /// <summary>The list format of its pages; null when it is to be told from their beginning.</summary>
    string? Format { get; }

    /// <summary>How old a checkpoint may be before tombstones may have been forgotten; null for ever.</summary>
    TimeSpan? CheckpointLife { get; }

    /// <returns>The time up to which a checkpoint says that everything is here; null of one that says none.</returns>
    DateTimeOffset? TimeOf(string checkpoint);

    /// <summary>Its list comes in pages, and a fetch that was interrupted can go on behind one of them.</summary>
    bool IsPaged { get; }

    /// <summary>Whether a fetch gives the whole list, and not what has changed.</summary>
    /// <param name="checkpoint">Where it goes on; null for everything.</param>
    bool IsSnapshot(string? checkpoint);

    /// <param name="checkpoint">Where the last fetch ended; null for everything.</param>
    /// <param name="after">The page of the same range behind which a fetch goes on; null: its first comes next.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <returns>Pages, each held until the next is asked for. None: nothing has changed.</returns>
    /// <exception cref="ExchangeException">The fetch as a whole has failed; no page of it counts.</exception>
    IAsyncEnumerable<ExchangePage> FetchAsync(
        string? checkpoint, PageEnd? after, CancellationToken cancellation);
}

/// <summary>One page of a list.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Checkpoint">Where to go on; that of the last page counts, and only once all pages are taken.</param>
/// <param name="Next">What names the next page, without credentials; null of the last one.</param>
internal sealed record ExchangePage(Stream Content, string? Checkpoint, string? Next = null);

/// <summary>What a page says of what comes behind it.</summary>
/// <param name="Checkpoint">As of <see cref="ExchangePage"/>.</param>
/// <param name="Next">Names the next page.</param>
internal sealed record PageEnd(string? Checkpoint, string Next);
