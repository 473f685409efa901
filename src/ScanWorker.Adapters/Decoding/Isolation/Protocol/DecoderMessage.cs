using System.Buffers;
using System.Buffers.Binary;

namespace ScanWorker.Adapters.Decoding.Isolation.Protocol;

/// <summary>A message on a pipe: its length and kind in eight bytes, then that many bytes.</summary>
internal static class DecoderMessage
{
    private const int HeaderBytes = 8;

    /// <summary>Sends a message in one write.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    public static void Write(Stream stream, DecoderMessageKind kind, ReadOnlySpan<byte> payload)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeaderBytes + payload.Length);
        try
        {
            buffer.AsSpan(0, HeaderBytes).Clear();
            BinaryPrimitives.WriteInt32LittleEndian(buffer, payload.Length);
            buffer[4] = (byte)kind;
            payload.CopyTo(buffer.AsSpan(HeaderBytes));
            stream.Write(buffer, 0, HeaderBytes + payload.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Waits for a message.</summary>
    /// <param name="stream">The other side's.</param>
    /// <param name="payloadBytesMax">A longer one is malformed; nothing of it is read.</param>
    /// <exception cref="EndOfStreamException">The other side is gone.</exception>
    /// <exception cref="MalformedAnswerException">No message of ours begins so.</exception>
    public static (DecoderMessageKind Kind, byte[] Payload) Read(Stream stream, int payloadBytesMax)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        stream.ReadExactly(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length < 0 || length > payloadBytesMax || header[5..].ContainsAnyExcept((byte)0))
        {
            throw new MalformedAnswerException("A message has an impossible length.");
        }

        var payload = new byte[length];
        stream.ReadExactly(payload);
        return ((DecoderMessageKind)header[4], payload);
    }
}

/// <summary>What worker and decoder process say to each other.</summary>
internal enum DecoderMessageKind : byte
{
    /// <summary>Worker: an order; the content follows.</summary>
    Order = 1,

    /// <summary>Worker: the memory asked for is reserved.</summary>
    Go = 2,

    /// <summary>Worker: try what the cage must refuse.</summary>
    Try = 3,

    /// <summary>Worker: an order; the content comes as frames, by pipes of their own.</summary>
    Film = 4,

    /// <summary>Decoder: the cage is closed, and how.</summary>
    Ready = 16,

    /// <summary>Decoder: the memory that the picture takes.</summary>
    Wants = 17,

    /// <summary>Decoder: the fingerprints.</summary>
    Answer = 18,

    /// <summary>Decoder: what was tried, and with which result.</summary>
    Tried = 19,
}

/// <summary>A decoder process said something that no sound one says: it is not believed in anything any more.</summary>
internal sealed class MalformedAnswerException(string message) : FormatException(message);
