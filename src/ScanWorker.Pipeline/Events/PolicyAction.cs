namespace ScanWorker.Pipeline.Events;

/// <summary>What is to happen with an upload, from the mildest to the strictest.</summary>
public enum PolicyAction
{
    /// <summary>Nothing.</summary>
    Allow,

    /// <summary>Nothing but the verdict on record.</summary>
    Observe,

    /// <summary>A person looks at the case.</summary>
    Review,

    /// <summary>The upload is not published.</summary>
    Block,
}
