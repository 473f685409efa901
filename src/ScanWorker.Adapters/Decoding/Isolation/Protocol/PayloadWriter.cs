using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ScanWorker.Adapters.Decoding.Isolation.Protocol;

/// <summary>Puts a payload together: numbers in little-endian order, words with their length before them.</summary>
internal sealed class PayloadWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Byte(int value) => Next(1)[0] = checked((byte)value);

    public void Flag(bool value) => Byte(value ? 1 : 0);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Next(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    public void Word(string value)
    {
        Byte(value.Length);
        Encoding.ASCII.GetBytes(value, Next(value.Length));
    }

    private Span<byte> Next(int count)
    {
        var span = _bytes.GetSpan(count)[..count];
        _bytes.Advance(count);
        return span;
    }
}
