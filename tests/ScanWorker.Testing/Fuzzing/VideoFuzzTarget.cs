using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>
/// vPDQ hashes as texts and JSON, by themselves and in every list format in which they may stand. What is taken is the
/// same in a segment and in the interchange form; whatever is not is refused, and nothing is thrown but the refusal of
/// a list.
/// </summary>
internal static class VideoFuzzTarget
{
    private const string First = "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22";
    private const string Second = "0f0f0f331f0b17b2f1c8f5ddfd70980f4c91d12a699dc1e2cc19cc63b16364dd";

    private static readonly char[] Digits = [.. "0123456789"];

    private static readonly string[] Hashes =
    [
        $"[\"{First},100,0.000\",\"{Second},50,1.001\"]",
        $$$"""{"0":{"quality":100,"hash":"{{{First}}}","timestamp":0},"1":{"quality":49,"hash":"{{{Second}}}"}}""",
        $"[\"{First}\",\"{Second}\"]",
        "[]",
    ];

    private static readonly string[] Pieces =
    [
        @"\ud800", @"\udc00\ud83d", @"\u0000", "\ud800", "\u2028", "\"", "\\", ",", "[", "]", "{", "}", "null", "true",
        "1e999", "-1", "50.5", "NaN", "100,", ",0", "\"hash\":", "\"quality\":", First, Second.ToUpperInvariant(),
        $"\"{First},100,0\",", "\n", "\"\"", "//", "/*",
    ];

    private static readonly IListFormat[] Formats =
    [
        new TcapFormat(), new ThreatExchangeFormat(), new StopNciiFormat(), new CsvFormat(), new TextFormat(),
        new JsonLinesFormat(), new TeFormat(), new NcmecFormat(),
    ];

    // A text, as UTF-16, so that it may hold anything that a text can.
    public static FuzzTarget Texts { get; } = new(
        "vpdq", [.. Hashes.Select(BytesOf)], (seed, random) => BytesOf(Change(TextOf(seed), random)),
        bytes => IsTaken(TextOf(bytes.Span)));

    /// <summary>The first byte says of which format the list is.</summary>
    public static FuzzTarget Lists { get; } = new(
        "vpdq-lists",
        [.. Hashes.SelectMany(hash => Enumerable.Range(0, Formats.Length).Select(format => ListOf(format, hash)))],
        ChangeList, bytes => IsTaken(Formats[bytes.Span[0] % Formats.Length], bytes[1..]));

    private static bool IsTaken(string text)
    {
        if (!VideoHash.TryParse(text, out var frames))
        {
            return frames.Count == 0 ? false : throw new InvalidOperationException("It was refused, and has frames.");
        }

        Check(new Entry("bank", "id", "source") { Vpdq = frames });
        return true;
    }

    private static bool IsTaken(IListFormat format, ReadOnlyMemory<byte> list)
    {
        var sink = new VideoListSink();
        try
        {
            using var stream = new MemoryStream(list.ToArray());
            format.Read(stream, new ListSettings("bank", "source") { DefaultType = HashType.Vpdq }, sink);
        }
        catch (InvalidDataException)
        {
            return false;
        }

        var videos = sink.Entries.Where(entry => entry.Vpdq is not null).ToList();
        videos.ForEach(Check);
        return videos.Count > 0;
    }

    private static void Check(Entry entry)
    {
        if (entry.Vpdq is not { } frames)
        {
            return;
        }

        var isSame = VideoHash.TryParse(VideoHash.ToText(frames), out var told) && told.Equals(frames)
            && EntryJson.TryReadLine(Encoding.UTF8.GetBytes(EntryJson.ToLine(entry)), out var read, out _)
            && frames.Equals(read?.Vpdq);
        if (frames is { Count: > 0 and <= VideoFrames.Max })
        {
            var builder = new SegmentBuilder();
            builder.Add(entry);
            using var written = new MemoryStream();
            builder.Write(written);
            isSame &= frames.Equals(Segment.Open(written.ToArray()).GetEntry(0).Vpdq);
        }

        if (!isSame)
        {
            throw new InvalidOperationException("What was taken is another hash once it was written.");
        }
    }

    private static byte[] ListOf(int format, string hash)
    {
        var text = JsonSerializer.Serialize(hash);
        var quoted = $"\"{hash.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var list = Formats[format] switch
        {
            TcapFormat => $$"""{"results":[{"id":5,"hash_digest":{{text}},"algorithm":"vPDQ","deleted":false}]}""",
            ThreatExchangeFormat => $$"""{"data":[{"id":"5","indicator":{{text}},"type":"HASH_VIDEO_VPDQ","""
                + """ "descriptors":{"data":[{"id":"41","owner":{"id":"616"}}]}}]}""",
            StopNciiFormat =>
                $$"""{"hashRecords":[{"lastModtimestamp":1,"signalType":"VideoVPDQ","hashValue":{{hash}}}]}""",
            CsvFormat => $"entry_id,vpdq\n1,{quoted}\n",
            TextFormat => $"# videos\nvpdq {hash}\n",
            JsonLinesFormat => $$"""{"bank":"b","source":"b","entryId":"1","vpdq":{{hash}}}""",
            NcmecFormat => "<queryResult><videos><video><member id=\"42\"/><id>5</id><fingerprints>"
                + $"<vpdq>{hash}</vpdq></fingerprints></video></videos></queryResult>",
            _ => $"{quoted},1001,2020-07-31T18:47:45+0000,tag1\n",
        };
        return [(byte)format, .. Encoding.UTF8.GetBytes(list)];
    }

    private static byte[] ChangeList(byte[] seed, Random random)
    {
        var list = seed[1..];
        list = random.Next(3) == 0
            ? Mutation.Damage(list, random)
            : Encoding.UTF8.GetBytes(Change(Encoding.UTF8.GetString(list), random));
        return [seed[0], .. list];
    }

    // Half of them stay hashes as likely as not: one digit for another, in a hash, a quality or a time.
    private static string Change(string text, Random random)
    {
        if (random.Next(2) == 0 && text.IndexOfAny(Digits, random.Next(text.Length)) is >= 0 and var digit)
        {
            return $"{text[..digit]}{Digits[random.Next(Digits.Length)]}{text[(digit + 1)..]}";
        }

        for (var left = random.Next(1, 4); left > 0 && text.Length > 0; left--)
        {
            var (at, piece) = (random.Next(text.Length), Pieces[random.Next(Pieces.Length)]);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, Math.Min(random.Next(1, 80), text.Length - at)),
                1 => text[..at] + piece + text[Math.Min(text.Length, at + piece.Length)..],
                2 => text.Insert(at, text[at..Math.Min(text.Length, at + random.Next(1, 80))]),
                _ => text.Insert(at, piece),
            };
        }

        return text;
    }

    private static byte[] BytesOf(string text) => MemoryMarshal.AsBytes(text.AsSpan()).ToArray();

    private static string TextOf(ReadOnlySpan<byte> bytes) =>
        new(MemoryMarshal.Cast<byte, char>(bytes));
}
