namespace ScanWorker.Commands.Sets.Serving;

/// <summary>How publishing ended; in kebab-case the tag of its metric.</summary>
internal enum PublishOutcome
{
    /// <summary>There is a new version.</summary>
    Published,

    /// <summary>What the working set holds is current already, or it holds nothing.</summary>
    Unchanged,

    /// <summary>Redis does not answer.</summary>
    Unavailable,

    /// <summary>Another working set has published.</summary>
    Conflict,

    /// <summary>The store refused, since another instance is the publisher by now.</summary>
    LeaseLost,

    /// <summary>The working set was changed by somebody else all the time.</summary>
    Busy,

    /// <summary>The version is not one that workers would take, or the key is not usable.</summary>
    Refused,

    /// <summary>A fault of the program's own.</summary>
    Failed,
}
