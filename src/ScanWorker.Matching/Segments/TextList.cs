using System.Buffers;
using System.Collections.Immutable;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// The texts of a segment that is being built: per row the entry id, then a note and labels if there are any.
/// </summary>
internal sealed class TextList
{
    /// <summary>Most bytes of text that one entry may have.</summary>
    internal const int RowBytesMax = 1 << 20;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly ArrayBufferWriter<byte> _row = new();
    private readonly List<long> _ends = [];

    /// <summary>Prepares a row; <see cref="Commit"/> adds it.</summary>
    /// <returns>The hash of the entry id.</returns>
    /// <exception cref="ArgumentException">The texts are no Unicode, or have more than <see cref="RowBytesMax"/>
    /// bytes.</exception>
    internal ulong Stage(string entryId, string? note = null, ImmutableArray<string> labels = default)
    {
        _row.ResetWrittenCount();
        PackedWriter.WriteString(_row, entryId);
        var idHash = KeyHash.Of(new PackedReader(_row.WrittenSpan).ReadBytes());
        if (note is not null)
        {
            PackedWriter.WriteString(_row, note);
        }

        if (!labels.IsDefaultOrEmpty)
        {
            PackedWriter.WriteNumber(_row, labels.Length);
            foreach (var label in labels)
            {
                PackedWriter.WriteString(_row, label);
            }
        }

        if (_row.WrittenCount > RowBytesMax)
        {
            throw new ArgumentException(
                $"The texts of an entry have {_row.WrittenCount} bytes; at most {RowBytesMax} are stored.");
        }

        return idHash;
    }

    internal void Commit()
    {
        _bytes.Write(_row.WrittenSpan);
        _ends.Add(_bytes.WrittenCount);
    }

    /// <summary>Starts and texts; the rows of <paramref name="following"/> come after these.</summary>
    internal IEnumerable<Section> Write(TextList following)
    {
        long[] starts = [0, .. _ends, .. following._ends.Select(end => _bytes.WrittenCount + end)];
        yield return NumberColumn.Write(SectionKind.TextStart, starts);
        yield return new Section(SectionKind.Text, 0, following._bytes.WrittenCount == 0
            ? _bytes.WrittenMemory
            : (byte[])[.. _bytes.WrittenSpan, .. following._bytes.WrittenSpan]);
    }
}
