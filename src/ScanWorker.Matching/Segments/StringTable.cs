using System.Buffers;

namespace ScanWorker.Matching.Segments;

/// <summary>The distinct strings of a column, in order of first use.</summary>
/// <remarks>
/// Section: a count, then each string as its length in UTF-8 and its bytes; numbers as in <see cref="PackedWriter"/>.
/// </remarks>
internal static class StringTable
{
    /// <exception cref="SegmentException">The section is corrupt.</exception>
    internal static string[] Read(Section section)
    {
        if (section.Length > Array.MaxLength)
        {
            throw section.Wrong("is too long");
        }

        var reader = new PackedReader(section.Bytes(0, (int)section.Length));
        var count = reader.ReadNumber();
        if (count > section.Length)
        {
            throw section.Wrong("names more strings than it holds");
        }

        var strings = new string[count];
        for (var i = 0; i < count; i++)
        {
            strings[i] = reader.ReadString();
        }

        GC.KeepAlive(section);
        return reader.IsAtEnd ? strings : throw section.Wrong("holds more than its strings");
    }

    internal static Section Write(SectionKind kind, IReadOnlyCollection<string> strings)
    {
        var bytes = new ArrayBufferWriter<byte>();
        PackedWriter.WriteNumber(bytes, strings.Count);
        foreach (var text in strings)
        {
            PackedWriter.WriteString(bytes, text);
        }

        return new Section(kind, 0, bytes.WrittenMemory);
    }
}
