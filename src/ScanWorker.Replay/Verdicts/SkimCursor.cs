using System.Buffers;
using System.Buffers.Text;

namespace ScanWorker.Replay.Verdicts;

/// <summary>
/// Goes through JSON of one known layout without reading it as JSON. Each member says whether what stands here is what
/// was expected, and only then goes on; whatever is not is left to a reader that knows JSON.
/// </summary>
internal ref struct SkimCursor(ReadOnlySpan<byte> text)
{
    /// <summary>What is still to be read.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = text;

    public bool Passes(scoped ReadOnlySpan<byte> token)
    {
        if (!Rest.StartsWith(token))
        {
            return false;
        }

        Rest = Rest[token.Length..];
        return true;
    }

    /// <summary>To the first quote or backslash: a text with an escape in it does not end there.</summary>
    public bool PassesText()
    {
        var end = Rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0)
        {
            return false;
        }

        Rest = Rest[end..];
        return true;
    }

    public bool TryReadHex(scoped Span<byte> bytes)
    {
        var digits = bytes.Length * 2;
        if (Rest.Length < digits
            || Convert.FromHexString(Rest[..digits], bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        Rest = Rest[digits..];
        return true;
    }

    /// <summary>A whole number of at least zero, as it is written: with neither a sign nor zeros before it.</summary>
    public bool TryReadNumber(out long number)
    {
        if (!Utf8Parser.TryParse(Rest, out number, out int length) || number < 0
            || Rest[0] == (byte)'+' || (Rest[0] == (byte)'0' && length > 1))
        {
            return false;
        }

        Rest = Rest[length..];
        return true;
    }
}
