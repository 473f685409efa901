using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Ports;

/// <summary>
/// Reads a record in whichever CloudEvents mode it came. Total: every record gives a reading. Thread-safe.
/// </summary>
public interface IUploadEventReader
{
    UploadReading Read(InboundRecord inbound);
}
