using System.Text;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>Reads lists from texts.</summary>
internal static class ListReading
{
    public static ListSettings Settings { get; } = new("csam", "list");

    public static RecordingSink Read(IListFormat format, string list, ListSettings? settings = null) =>
        Read(format, Encoding.UTF8.GetBytes(list), settings);

    public static RecordingSink Read(IListFormat format, byte[] list, ListSettings? settings = null)
    {
        var sink = new RecordingSink();
        using var stream = new DrippingStream(list);
        format.Read(stream, settings ?? Settings, sink);
        return sink;
    }

    /// <summary>Gives a few bytes at a time, so that every record is cut somewhere.</summary>
    private sealed class DrippingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);
    }
}
