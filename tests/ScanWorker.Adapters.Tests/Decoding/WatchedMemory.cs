using System.Buffers;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>Bytes that count how often somebody looks at them, and act at one of the times.</summary>
internal sealed class WatchedMemory(byte[] bytes) : MemoryManager<byte>
{
    public int Looks { get; private set; }

    public int AtLook { get; init; }

    public Action Then { get; init; } = () => { };

    public override Span<byte> GetSpan()
    {
        if (++Looks == AtLook)
        {
            Then();
        }

        return bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => bytes.AsMemory(elementIndex).Pin();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
