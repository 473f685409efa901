namespace ScanWorker.Commands.Sets.Serving;

/// <summary>How a fetch ended; in kebab-case the tag of its metric.</summary>
internal enum FetchOutcome
{
    /// <summary>Entries were added, changed or withdrawn.</summary>
    Changed,

    /// <summary>There is nothing new.</summary>
    Unchanged,

    /// <summary>The exchange or the disk is away or too busy.</summary>
    Unavailable,

    /// <summary>The exchange rejects who asks.</summary>
    Credentials,

    /// <summary>What came cannot be read, or a guard refuses it.</summary>
    Refused,

    /// <summary>The working set was changed by somebody else all the time, or under the fetch.</summary>
    Busy,

    /// <summary>The working set was rolled back, and a person has to fetch first.</summary>
    Held,

    /// <summary>It was not done within its deadline.</summary>
    TimedOut,

    /// <summary>A fault of the program's own.</summary>
    Failed,
}
