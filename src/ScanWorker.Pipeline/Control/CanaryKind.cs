namespace ScanWorker.Pipeline.Control;

/// <summary>How a canary picture is known.</summary>
public enum CanaryKind
{
    /// <summary>By its PDQ hash.</summary>
    Near,

    /// <summary>By its SHA-256.</summary>
    Exact,

    /// <summary>Not at all: it must not match.</summary>
    Unrelated,
}
