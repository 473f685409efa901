using System.Text;
using System.Text.RegularExpressions;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>
/// Half of a character is no text, and JSON, XML and bytes can write one. Wherever it stands in a list, its record is
/// taken without it, quarantined, or the list is refused; nothing else happens, and no record is missing.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed partial class HalfCharacterTests
{
    private static readonly (IListFormat Format, string List)[] Samples =
    [
        (new TextFormat(), ListSamples.Text), (new CsvFormat(), ListSamples.Csv), (new TeFormat(), ListSamples.Te),
        (new NcmecFormat(), ListSamples.Ncmec), (new ThreatExchangeFormat(), ListSamples.ThreatExchange),
        (new StopNciiFormat(), ListSamples.StopNcii), (new TcapFormat(), ListSamples.Tcap),
        (new VicsFormat(), ListSamples.Vics), (new JsonLinesFormat(), ListSamples.JsonLines),
    ];

    private static IEnumerable<TestCaseData> All =>
        Samples.Select(sample => new TestCaseData(sample.Format, sample.List).SetArgDisplayNames(sample.Format.Name));

    private static IEnumerable<TestCaseData> Json => All.Where(test => $"{test.Arguments[1]}".TrimStart()[0] == '{');

    [Test]
    public void Samples_OfThisTest_AreOfEveryFormat() =>
        Assert.That(
            Samples.Select(sample => sample.Format.GetType()),
            Is.EquivalentTo(Adapters.ListFormats.ListFormats.All.Select(format => format.GetType())));

    // Names as well as texts: of the members that the list is found by, it is another document then.
    [TestCaseSource(nameof(Json))]
    public void Read_HalfOfACharacterInAnyTextOfJson_RejectsOrTakesItsRecord(IListFormat format, string list)
    {
        var (whole, rejected) = (Records(Read(format, list)), 0);
        foreach (Match text in Text().Matches(list))
        {
            foreach (var half in new[] { @"\ud800", @"a\udc00b" })
            {
                var damaged = $"{list[..text.Index]}\"{half}\"{list[(text.Index + text.Length)..]}";

                var sink = ReadOrRefuse(format, damaged);

                Assert.That(sink is null ? whole : Records(sink), Is.EqualTo(whole), damaged);
                Assert.That(() => Build(sink), Throws.Nothing, damaged);
                rejected += sink is null ? 0 : sink.Rejects.Count;
            }
        }

        Assert.That(rejected, Is.Positive);
    }

    [TestCaseSource(nameof(All))]
    public void Read_HalfOfACharacterAnywhere_IsReadOrRefused(IListFormat format, string list)
    {
        foreach (var half in new[] { @"\ud800", "&#xD800;", "\ud800" })
        {
            foreach (Match word in Word().Matches(list))
            {
                var damaged = list.Insert(word.Index, half);

                Assert.That(() => Build(ReadOrRefuse(format, damaged)), Throws.Nothing, damaged);
            }
        }
    }

    private static RecordingSink? ReadOrRefuse(IListFormat format, string list)
    {
        try
        {
            return Read(format, list);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static RecordingSink Read(IListFormat format, string list) => ListReading.Read(
        format, Bytes(list), new ListSettings("csam", "list") { DefaultType = HashType.Pdq });

    // As a writer does that knows nothing of characters: UTF-8 has no form for half of one.
    private static byte[] Bytes(string list) =>
        [.. list.SelectMany(one => one == '\ud800' ? [0xED, 0xA0, 0x80] : Encoding.UTF8.GetBytes([one]))];

    private static int Records(RecordingSink sink) =>
        sink.Upserts.Count + sink.Withdrawals.Count + sink.HeldBack.Count + sink.Rejects.Count + sink.Skips;

    private static void Build(RecordingSink? sink)
    {
        var builder = new SegmentBuilder();
        sink?.Upserts.ForEach(upsert => builder.Add(upsert.Entry));
        sink?.Withdrawals.ForEach(withdrawal => builder.Withdraw(withdrawal.Key));
        _ = builder.Build();
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\b\w")]
    private static partial Regex Word();
}
