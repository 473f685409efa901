using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>
/// Whatever happens to a list on its way, no entry of it is lost in silence: all are taken, or the list is refused, or
/// what is missing is counted.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ListDamageTests
{
    private static readonly string[] Formats =
    [
        "text", "csv", "csv-quoted", "csv-noted", "te", "jsonl", "ncmec", "stopncii", "tcap", "vics", "threatexchange",
    ];

    private static readonly Gen<(string Format, int Count, int Seed)> List =
        Gen.Select(Gen.OneOf(Formats), Gen.Int[1, 60], Gen.Int[0, 1000]);

    [Test]
    public void Take_WholeListInAnyEncodingAndPacking_TakesAll() => Gen.Select(
        List,
        Gen.OneOf("utf-8", "utf-8 mark", "utf-16", "utf-16 mark", "utf-16be", "utf-16be mark", "utf-32 mark"),
        Gen.OneOf("\n", "\r\n", "\r"),
        Gen.Int[0, 3]).Sample((list, encoding, lineEnd, members) =>
    {
        var text = TextOf(list).Replace("\n", lineEnd, StringComparison.Ordinal);
        var bytes = Pack(Encode(text, encoding), members);

        Assert.That(ListTaking.Take(FileName(list.Format), bytes).Counts.Added, Is.EqualTo(list.Count));
    }, iter: 400);

    // A text that ends at a line's end is a shorter list, and nothing in it says otherwise. All else is seen.
    [Test]
    public void Take_CutList_IsRefusedOrEndsAtALine() => Gen.Select(List, Gen.Double[0, 1]).Sample((list, where) =>
    {
        var text = TextOf(list);
        var cut = text[..Math.Min((int)(text.Length * where), text.Length - 1)];

        AssertNothingIsLost(list, Encoding.UTF8.GetBytes(cut), EntriesIn(list.Format, cut));
    }, iter: 2000);

    // A cut between two members leaves a whole file that is shorter: of that holds what holds of a text that was cut.
    [Test]
    public void Take_PackedListCutAnywhere_IsRefused() => Gen.Select(List, Gen.Int[1, 3], Gen.Double[0, 1])
        .Sample((list, members, where) =>
        {
            var text = Encoding.UTF8.GetBytes(TextOf(list));
            var packed = Pack(text, members);
            var length = Math.Min((int)(packed.Length * where), packed.Length - 1);

            AssertCutIsSeen(list, packed[..length], WholeMembersOf(text, members, length));
        }, iter: 1000);

    // Found by chance: the cut is exactly where the first of two members ends.
    [Test]
    public void Take_PackedListCutBetweenMembers_LosesNothing()
    {
        var list = (Format: "csv-noted", Count: 40, Seed: 256);
        var text = Encoding.UTF8.GetBytes(TextOf(list));
        var first = text[..((text.Length / 2) + 1)];
        var length = Pack(first, members: 1).Length;

        Assert.That(WholeMembersOf(text, members: 2, length), Is.EqualTo(Encoding.UTF8.GetString(first)));
        AssertCutIsSeen(list, Pack(text, members: 2)[..length], Encoding.UTF8.GetString(first));
    }

    [Test]
    public void Take_PackedListWithAChangedByte_IsRefusedOrWhole() =>
        Gen.Select(List, Gen.Int[1, 3], Gen.Double[0, 1], Gen.Int[1, 255]).Sample((list, members, where, change) =>
        {
            var packed = Pack(Encoding.UTF8.GetBytes(TextOf(list)), members);
            packed[Math.Min((int)(packed.Length * where), packed.Length - 1)] ^= (byte)change;

            AssertNothingIsLost(list, packed, list.Count);
        }, iter: 2000);

    [Test]
    public void Take_InsertedQuote_LosesNothing() => Gen
        .Select(List, Gen.Double[0, 1], Gen.OneOf("\"", "\"\"", ",\"", "\n\"")).Sample((list, where, quote) =>
        {
            var text = TextOf(list);

            AssertNothingIsLost(
                list, Encoding.UTF8.GetBytes(text.Insert((int)(text.Length * where), quote)), list.Count);
        }, iter: 3000);

    [Test]
    public void Take_ChangedCharacter_LosesNothing() => Gen.Select(List, Gen.Double[0, 1], Gen.Char[' ', '~'])
        .Sample((list, where, letter) =>
        {
            var text = TextOf(list).ToCharArray();
            var at = Math.Min((int)(text.Length * where), text.Length - 1);
            if (text[at] == '\n')
            {
                return;
            }

            text[at] = letter;

            AssertNothingIsLost(list, Encoding.UTF8.GetBytes(text), list.Count);
        }, iter: 3000);

    [TestCase("text", "")]
    [TestCase("csv", "id,hash\n")]
    public void Take_LastHashCutToTheLengthOfAShorterKind_IsRefusedUnlessTheListHasThatKind(string name, string header)
    {
        foreach (var (whole, cut) in new[] { (40, 32), (128, 40), (128, 32) })
        {
            byte[] List(string between, string end) => Encoding.UTF8.GetBytes(
                $"{header}{Row(1, whole)}\n{between}{Row(3, cut)}{end}");
            var format = FormatOf(name);

            Assert.That(
                () => ListTaking.Take("list", List("", ""), format: format),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains("cut off"));
            Assert.That(ListTaking.Take("list", List("", "\n"), format: format).Counts.Added, Is.EqualTo(2));
            Assert.That(
                ListTaking.Take("list", List($"{Row(2, cut)}\n", ""), format: format).Counts.Added, Is.EqualTo(3));
        }

        string Row(int id, int digits) =>
            (header.Length == 0 ? "" : $"{id},") + string.Concat(Hash(1, id), Hash(2, id))[..digits];
    }

    // All entries are taken, or what is not is counted, or the list is refused.
    private static void AssertNothingIsLost((string Format, int Count, int Seed) list, byte[] bytes, int expected)
    {
        ImportCounts counts;
        try
        {
            counts = ListTaking.Take(
                FileName(list.Format), bytes, rules: new ImportRules { QuarantineShareMax = 1 },
                format: FormatOf(list.Format)).Counts;
        }
        catch (Exception refusal) when (refusal is InvalidDataException or ImportRefusedException)
        {
            return;
        }

        var told = counts.Added + counts.QuarantinedTotal + counts.Skipped + counts.Repeated + counts.Tombstones
            + (counts.Lines?.Blank ?? 0) + (counts.Lines?.Continued ?? 0);
        Assert.That(told, Is.GreaterThanOrEqualTo(expected), Encoding.UTF8.GetString(bytes));
    }

    private static void AssertCutIsSeen((string Format, int Count, int Seed) list, byte[] cut, string? whole)
    {
        if (whole is null)
        {
            Assert.That(() => ListTaking.Take(FileName(list.Format), cut), Throws.Exception);
        }
        else
        {
            AssertNothingIsLost(list, cut, EntriesIn(list.Format, whole));
        }
    }

    // What the members before a cut hold, if the cut is where one ends; else null.
    private static string? WholeMembersOf(byte[] text, int members, int length)
    {
        var (packed, taken) = (0, 0);
        foreach (var part in text.Chunk((text.Length / members) + 1))
        {
            packed += Pack(part, members: 1).Length;
            taken += part.Length;
            if (packed >= length)
            {
                return packed == length ? Encoding.UTF8.GetString(text, 0, taken) : null;
            }
        }

        return null;
    }

    private static IListFormat FormatOf(string name) =>
        Adapters.ListFormats.ListFormats.Named(name.Split('-')[0]) ?? throw new ArgumentException(name);

    private static string FileName(string format) => format == "te" ? "simple.HASH_PDQ.te" : "list";

    // What a list of lines says that was cut: its whole lines. A document is not whole then, and is refused.
    private static int EntriesIn(string format, string cut) => format switch
    {
        "text" or "te" or "jsonl" => cut.Count(letter => letter == '\n'),
        "csv" or "csv-quoted" or "csv-noted" => Math.Max(0, cut.Count(letter => letter == '\n') - 1),
        _ => int.MaxValue,
    };

    private static byte[] Encode(string text, string encoding)
    {
        Encoding named = encoding.Split(' ')[0] switch
        {
            "utf-16" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
            "utf-16be" => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
            "utf-32" => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
        };
        return encoding.EndsWith("mark", StringComparison.Ordinal)
            ? [.. named.GetPreamble(), .. named.GetBytes(text)] : named.GetBytes(text);
    }

    private static byte[] Pack(byte[] bytes, int members)
    {
        if (members == 0)
        {
            return bytes;
        }

        using var packed = new MemoryStream();
        foreach (var part in bytes.Chunk((bytes.Length / members) + 1))
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(part);
        }

        return packed.ToArray();
    }

    private static string TextOf((string Format, int Count, int Seed) list)
    {
        var hashes = Enumerable.Range(0, list.Count).Select(i => Hash(list.Seed, i)).ToList();
        return list.Format switch
        {
            "text" => Lines(hashes.Select(hash => hash[..32])),
            "csv" => Lines(["id,md5,sha1,note", .. hashes.Select((hash, i) => $"{i},{hash[..32]},{hash[..40]},ok")]),
            "csv-quoted" => Lines(["\"MD5\";\"Note\"", .. hashes.Select(hash => $"\"{hash[..32]}\";\"a; b\"")]),
            "csv-noted" => Lines(["md5,note", .. hashes.Select(hash => $"{hash[..32]},a 5 inch photo")]),
            "te" => Lines(hashes.Select((hash, i) => $"{hash},{i},2020-07-31T18:47:45+0000,\"a b\"")),
            "jsonl" => Lines(hashes.Select((hash, i) =>
                $$"""{"bank":"b","source":"s","entryId":"{{i}}","md5":"{{hash[..32]}}"}""")),
            "ncmec" => Ncmec(hashes),
            "stopncii" => Document($$"""{"count":{{list.Count}},"hasMoreRecords":false,"hashRecords":""", hashes, (hash, _) =>
                $$"""{"signalType":"ImagePDQ","hashValue":"{{hash}}","hashStatus":"Active"}"""),
            "tcap" => Document($$"""{"count":{{list.Count}},"checkpoint":"1,2","results":""", hashes, (hash, i) =>
                $$"""{"id":{{i}},"hash_digest":"{{hash[..32]}}","algorithm":"MD5","deleted":false}"""),
            "vics" => Document("""{"@odata.context":"x","value":""", hashes, (hash, i) =>
                $$"""{"MediaID":{{i}},"Category":1,"MD5":"{{hash[..32]}}"}"""),
            _ => Document("""{"data":""", hashes, (hash, i) =>
                $$"""{"id":"{{i}}","indicator":"{{hash}}","type":"HASH_PDQ","descriptors":{"data":[{"id":"1"}] } }"""),
        };
    }

    private static string Ncmec(List<string> hashes) =>
        $"<?xml version=\"1.0\"?>\n<queryResult><images count=\"{hashes.Count}\">"
        + string.Concat(hashes.Select((hash, i) =>
            $"<image><member id=\"1\"/><id>{i}</id><fingerprints><md5>{hash[..32]}</md5></fingerprints></image>\n"))
        + "</images></queryResult>";

    private static string Document(string start, List<string> hashes, Func<string, int, string> record) =>
        $"{start}[{string.Join(",\n", hashes.Select(record))}]}}";

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static string Hash(int seed, int i) =>
        Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes((seed * 1000) + i)));
}
