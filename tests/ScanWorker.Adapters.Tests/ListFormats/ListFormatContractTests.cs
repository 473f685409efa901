using System.Text;
using CsCheck;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>What every row of the table of formats must keep.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ListFormatContractTests
{
    private static readonly Dictionary<string, (string FileName, string List)> Samples = new()
    {
        ["text"] = ("list.txt", ListSamples.Text),
        ["csv"] = ("list.csv", ListSamples.Csv),
        ["te"] = ("simple.HASH_PDQ.te", ListSamples.Te),
        ["threatexchange"] = ("updates.json", ListSamples.ThreatExchange),
        ["ncmec"] = ("hashes.xml", ListSamples.Ncmec),
        ["stopncii"] = ("page.json", ListSamples.StopNcii),
        ["tcap"] = ("page.json", ListSamples.Tcap),
        ["vics"] = ("set.json", ListSamples.Vics),
        ["jsonl"] = ("export.jsonl", ListSamples.JsonLines),
    };

    [Test]
    public void All_EachFormat_HasASample() =>
        Assert.That(Adapters.ListFormats.ListFormats.All.Select(format => format.Name), Is.EquivalentTo(Samples.Keys));

    [TestCaseSource(nameof(Formats))]
    public void Guess_ItsSample_IsTheFormat(string name)
    {
        var guessed = Adapters.ListFormats.ListFormats.Guess(Samples[name].FileName,
            Encoding.UTF8.GetBytes(Samples[name].List));

        Assert.That(guessed?.Name, Is.EqualTo(name));
    }

    [TestCaseSource(nameof(Formats))]
    public void Read_ItsSample_TakesAllOfIt(string name)
    {
        var sink = Read(name, Encoding.UTF8.GetBytes(Samples[name].List));

        Assert.That(sink.Rejects, Is.Empty);
        Assert.That(sink.Upserts, Is.Not.Empty);
        Assert.That(sink.Upserts.Select(upsert => upsert.Entry.Bank), Is.All.EqualTo("csam"));
    }

    // A list comes from outside: whatever is in it, reading ends, with records or with the one exception that says so.
    [TestCaseSource(nameof(Formats))]
    public void Read_DamagedSample_NeverThrowsAnythingElse(string name)
    {
        var sample = Encoding.UTF8.GetBytes(Samples[name].List);
        Gen.Select(Gen.Int[0, sample.Length - 1], Gen.Byte, Gen.Int[0, sample.Length], Gen.Bool)
            .Sample((at, value, cut, isCut) =>
        {
            var damaged = sample.ToArray();
            damaged[at] = value;
            try
            {
                _ = Read(name, isCut ? damaged[..cut] : damaged);
            }
            catch (InvalidDataException)
            {
                // The whole list is refused, which is right.
            }
        }, iter: 2000);
    }

    // A snapshot that ends early must not withdraw what comes after: the document formats see their end.
    [TestCase("threatexchange")]
    [TestCase("ncmec")]
    [TestCase("stopncii")]
    [TestCase("tcap")]
    [TestCase("vics")]
    public void Read_DocumentCutAnywhere_IsRefusedAsAWhole(string name)
    {
        var sample = Encoding.UTF8.GetBytes(Samples[name].List.TrimEnd());

        for (var length = 0; length < sample.Length; length++)
        {
            Assert.That(() => Read(name, sample[..length]), Throws.TypeOf<InvalidDataException>(), $"{length} bytes");
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void Read_ListOfAnotherFormat_TakesNothing(string name)
    {
        foreach (var (other, (_, list)) in Samples.Where(sample => sample.Key != name && !IsLines(sample.Key)))
        {
            RecordingSink? sink = null;
            try
            {
                sink = Read(name, Encoding.UTF8.GetBytes(list));
            }
            catch (InvalidDataException)
            {
                // Refused at once.
            }

            Assert.That(sink?.Upserts ?? [], Is.Empty, $"{other} read as {name}");
        }
    }

    private static bool IsLines(string name) => name is "text" or "te" or "csv";

    private static string[] Formats() => [.. Samples.Keys];

    private static RecordingSink Read(string name, byte[] list)
    {
        var format = Adapters.ListFormats.ListFormats.Named(name) ?? throw new ArgumentException(name);
        var type = format is TeFormat ? HashType.Pdq : (HashType?)null;
        return ListReading.Read(format, list, ListReading.Settings with { DefaultType = type });
    }
}
