namespace ScanWorker.Pipeline.Events;

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
