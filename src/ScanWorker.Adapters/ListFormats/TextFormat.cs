using System.Buffers;
using System.Text;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// A hash a line, or <c>type hash</c> a line; <c>#</c> begins a comment. An entry's id is made of its hash.
/// </summary>
internal sealed class TextFormat : IListFormat
{
    private const int LineBytesMax = 1 << 20;
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
                return type.IsEmpty ? TypeByLength(hash) is not null || IsHex(hash, 64)
                    : HashTypes.TryParse(type, out _);
            }
        }

        return false;
    }

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var blank = new Entry(settings.RequireBank(), "", settings.Source);
        new ByteLines(list, LineBytesMax).ReadAll((number, bytes) =>
        {
            var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, LineLengthMax + 1)]);
            var line = text.AsSpan().Trim();
            if (IsComment(line))
            {
                return;
            }

            var hashes = new EntryHashes();
            if (Read(line, settings.DefaultType, ref hashes) is { } reason)
            {
                sink.Reject(new Reject(number, reason, text));
            }
            else
            {
                sink.Upsert(number, hashes.ApplyTo(blank with { EntryId = hashes.MakeId() }));
            }
        });
    }

    private static RejectReason? Read(ReadOnlySpan<char> line, HashType? defaultType, ref EntryHashes hashes)
    {
        if (line.Length > LineLengthMax)
        {
            return RejectReason.Malformed;
        }

        Split(line, out var told, out var hash);
        if (!told.IsEmpty)
        {
            return !HashTypes.TryParse(told, out var named) ? RejectReason.UnknownHashType
                : hashes.TryAdd(named, hash) ? null : RejectReason.BadHash;
        }

        return (defaultType ?? TypeByLength(hash)) is not { } type
            ? IsHex(hash, 64) ? RejectReason.UnknownHashType : RejectReason.BadHash
            : hashes.TryAdd(type, hash) ? null : RejectReason.BadHash;
    }

    private static bool IsComment(ReadOnlySpan<char> line) => line is [] or ['#', ..];

    private static void Split(ReadOnlySpan<char> line, out ReadOnlySpan<char> type, out ReadOnlySpan<char> hash)
    {
        var end = line.IndexOfAny(" \t,:");
        type = end < 0 ? [] : line[..end];
        hash = end < 0 ? line : line[(end + 1)..].Trim();
    }

    // 64 digits are SHA-256 or PDQ: nothing tells them apart.
    private static HashType? TypeByLength(ReadOnlySpan<char> hash) =>
        IsHex(hash, 32) ? HashType.Md5 : IsHex(hash, 40) ? HashType.Sha1 : null;

    private static bool IsHex(ReadOnlySpan<char> hash, int digits) =>
        hash.Length == digits && !hash.ContainsAnyExcept(HexDigits);
}
