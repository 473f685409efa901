using System.Buffers;
using System.Text;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// A hash a line, or <c>type hash</c> a line, or what <c>md5sum</c> and its like print; <c>#</c>, <c>;</c> and
/// <c>//</c> begin a comment. An entry's id is made of its hash.
/// </summary>
internal sealed class TextFormat : IListFormat
{
    private const int LineBytesMax = 4 << 20;
    private const int LineLengthMax = 256;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public string Name => "text";

    public string? DefaultSource => null;

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start)
    {
        foreach (var line in Encoding.UTF8.GetString(start).AsSpan().EnumerateLines())
        {
            if (!IsComment(line.Trim()))
            {
                Split(line.Trim(), out var type, out var hash);
                return type.IsEmpty ? IsHash(hash) : HashTypes.TryParse(type, out _);
            }
        }

        return false;
    }

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var blank = new Entry(settings.RequireBank(), "", settings.Source);
        var (lines, comments) = (new ByteLines(list, LineBytesMax), 0L);
        var guessed = new GuessedKinds(() => lines.IsOpenEnded);
        lines.ReadAll((number, bytes) =>
        {
            var text = TextOf(bytes, settings.DefaultType);
            var line = text.AsSpan().Trim();
            if (IsComment(line))
            {
                comments++;
                return;
            }

            var hashes = new EntryHashes();
            if (Read(number, line, settings.DefaultType, guessed, ref hashes) is { } reason)
            {
                lines.Reject(sink, new Reject(number, reason, text[..Math.Min(text.Length, LineLengthMax + 1)]));
            }
            else
            {
                sink.Upsert(number, hashes.ApplyTo(blank with { EntryId = hashes.MakeId() }));
            }
        });
        sink.End(new ListLines(lines.Count, Header: 0, comments, Continued: 0));
    }

    private static RejectReason? Read(
        long number, ReadOnlySpan<char> line, HashType? defaultType, GuessedKinds guessed, ref EntryHashes hashes)
    {
        if (defaultType == HashType.Vpdq && line is ['[' or '{', ..])
        {
            return hashes.TryAdd(HashType.Vpdq, line) ? null : RejectReason.BadHash;
        }

        if (line.Length > LineLengthMax && TypeOf(line) != HashType.Vpdq)
        {
            return RejectReason.Malformed;
        }

        Split(line, out var told, out var hash);
        var type = defaultType ?? HashTypes.TypeByLength(hash);
        if (!told.IsEmpty)
        {
            if (!HashTypes.TryParse(told, out var named))
            {
                return RejectReason.UnknownHashType;
            }

            type = named;
        }

        if (type is { } kind && hashes.TryAdd(kind, hash))
        {
            if (told.IsEmpty && defaultType is null)
            {
                guessed.Add(number, kind);
            }

            return null;
        }

        HashDamage.Check(number, hash, type);
        return type is null && Is64Digits(hash) ? RejectReason.UnknownHashType : RejectReason.BadHash;
    }

    // Only the hash of a video is longer than that.
    private static string TextOf(ReadOnlySpan<byte> bytes, HashType? defaultType)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, LineLengthMax + 1)]);
        return bytes.Length > LineLengthMax && (TypeOf(text.AsSpan().Trim()) ?? defaultType) == HashType.Vpdq
            ? Encoding.UTF8.GetString(bytes)
            : text;
    }

    private static HashType? TypeOf(ReadOnlySpan<char> line)
    {
        Split(line, out var told, out _);
        return HashTypes.TryParse(told, out var type) ? type : null;
    }

    private static bool IsComment(ReadOnlySpan<char> line) => line is [] or ['#' or ';', ..] or ['/', '/', ..];

    // "MD5 (a.jpg) = 0cc1…", "0cc1…  a.jpg", "md5 0cc1…", "md5:0cc1…", or the hash alone; a separator at the end is
    // none.
    private static void Split(ReadOnlySpan<char> line, out ReadOnlySpan<char> type, out ReadOnlySpan<char> hash)
    {
        line = line.TrimEnd(",;|\t ");
        type = [];
        hash = line;
        if (HashTypes.TypeByLength(line) is not null)
        {
            return;
        }

        var bracket = line.IndexOf(" (");
        var equals = line.LastIndexOf(") = ");
        if (bracket > 0 && equals > bracket)
        {
            type = line[..bracket];
            hash = line[(equals + 4)..].Trim();
            return;
        }

        var end = line.IndexOfAny(" \t,:");
        if (end < 0)
        {
            return;
        }

        var first = line[..end];
        if ((line[end..].StartsWith("  ") || line[end..].StartsWith(" *"))
            && IsHash(first) && (!IsHash(NameOf(line[end..]))
                || NameOf(line[end..]).Equals(first, StringComparison.OrdinalIgnoreCase)))
        {
            hash = first;
            return;
        }

        type = first;
        hash = line[(end + 1)..].Trim();
    }

    // A second hash where md5sum and its like have a file name: the line is told, as one of the two would be lost.
    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> rest) => rest.TrimStart(" *");

    private static bool IsHash(ReadOnlySpan<char> text) => HashTypes.TypeByLength(text) is not null || Is64Digits(text);

    private static bool Is64Digits(ReadOnlySpan<char> hash) =>
        hash.Length == 64 && !hash.ContainsAnyExcept(HexDigits);
}
