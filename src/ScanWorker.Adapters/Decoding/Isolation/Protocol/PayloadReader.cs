using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ScanWorker.Adapters.Decoding.Isolation.Protocol;

/// <summary>Takes a payload apart, believing nothing: every value has its range, and nothing may be left
/// over.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    /// <summary>Letters of a word, at most.</summary>
    public const int WordMax = 40;

    private static readonly SearchValues<byte> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private static readonly SearchValues<byte> VersionLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-"u8);

    private ReadOnlySpan<byte> _rest = payload;

    public int Byte(int most)
    {
        var value = Next(1)[0];
        return value <= most ? value : throw OutOfRange();
    }

    public bool Flag() => Byte(1) == 1;

    public T Value<T>() where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), Next(1)[0]);
        return Enum.IsDefined(value) ? value : throw OutOfRange();
    }

    public int Int32(int least, int most)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(Next(4));
        return value >= least && value <= most ? value : throw OutOfRange();
    }

    public long Int64(long least, long most)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(Next(8));
        return value >= least && value <= most ? value : throw OutOfRange();
    }

    public ReadOnlySpan<byte> Bytes(int count) => Next(count);

    /// <summary>A word in kebab-case.</summary>
    public string Word() => Text(Letters);

    /// <summary>A word that may have dots.</summary>
    public string Version() => Text(VersionLetters);

    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw new MalformedAnswerException("A message is longer than what it says.");
        }
    }

    private string Text(SearchValues<byte> letters)
    {
        var text = Next(Byte(WordMax));
        return text.IndexOfAnyExcept(letters) < 0 && !text.IsEmpty
            ? Encoding.ASCII.GetString(text)
            : throw OutOfRange();
    }

    private static MalformedAnswerException OutOfRange() => new("A message holds a value out of its range.");

    private ReadOnlySpan<byte> Next(int count)
    {
        if (count > _rest.Length)
        {
            throw new MalformedAnswerException("A message ends too early.");
        }

        var next = _rest[..count];
        _rest = _rest[count..];
        return next;
    }
}
