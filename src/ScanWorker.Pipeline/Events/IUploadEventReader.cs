namespace ScanWorker.Pipeline.Events;

/// <summary>
/// Reads a record in whichever CloudEvents mode it came. Total: every record gives a reading. Thread-safe.
/// </summary>
public interface IUploadEventReader
{
    UploadReading Read(InboundRecord inbound);
}

/// <summary>A record read: an upload event, or why it is none. Closed.</summary>
public abstract record UploadReading
{
    private UploadReading()
    {
    }

    public sealed record Upload(UploadEvent Event) : UploadReading
    {
        public override string ToString() => "upload";
    }

    /// <param name="Code">What is wrong.</param>
    /// <param name="Message">A sentence that names the field and never quotes its value.</param>
    public sealed record Malformed(MalformedCode Code, string Message) : UploadReading;
}

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

    /// <summary>The worker failed at the record before an upload was known of it: a bug of ours.</summary>
    InternalError,

    /// <summary>There is an upload and a verdict, and no output topic takes an event as large.</summary>
    OutcomeTooLarge,
}
