namespace ScanWorker.Pipeline.Events;

/// <summary>Why a record is no upload event.</summary>
public enum MalformedCode
{
    /// <summary>A bug of ours.</summary>
    Unknown,

    /// <summary>The record has no value.</summary>
    NoValue,

    /// <summary>The value is larger than the limit.</summary>
    TooLarge,

    /// <summary>Not JSON, or a field of the wrong type.</summary>
    InvalidJson,

    /// <summary>A CloudEvents envelope that breaks the specification.</summary>
    InvalidCloudEvent,

    /// <summary>A CloudEvent of another type.</summary>
    WrongEventType,

    /// <summary>A field is missing or out of range.</summary>
    InvalidField,
}
