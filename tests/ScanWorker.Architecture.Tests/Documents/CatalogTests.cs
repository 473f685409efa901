using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ScanWorker.Documentation;
using ScanWorker.Hosting;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Architecture.Tests.Documents;

/// <summary>What operators and other systems rely on: ids, names, units, and that nothing leaks by them.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed partial class CatalogTests
{
    [Test]
    public void LogEvents_Ids_AreUniqueAndFromTheTable()
    {
        var table = ConstantsOf<int>(typeof(EventIds)).ToHashSet();

        Expect.None(LogEventsReference.All.GroupBy(found => found.EventId).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(found => found.Name))}"),
            "An id names one event.");
        Expect.None(LogEventsReference.All.Where(found => !table.Contains(found.EventId)), "Ids stand in EventIds.cs.");
    }

    [Test]
    public void LogEvents_InTheTable_AreEachWritten() =>
        Assert.That(
            ConstantsOf<int>(typeof(EventIds)), Is.SubsetOf(LogEventsReference.All.Select(found => found.EventId)));

    /// <summary>Whoever follows a runbook looks for what it names.</summary>
    [Test]
    public void LogEvents_NamedByARunbook_AreInTheReference()
    {
        var written = LogEventsReference.All.Select(found => found.EventId).ToHashSet();

        var unknown =
            from page in Repository.Files("docs/runbooks", "*.md")
            from Match sentence in NamedEvents().Matches(File.ReadAllText(Repository.PathOf(page)))
            from Match id in FourDigits().Matches(sentence.Value)
            where !written.Contains(int.Parse(id.Value, CultureInfo.InvariantCulture))
            select $"{page}: {id.Value}";

        Expect.None(unknown, "Log events that are never written.");
    }

    [Test]
    public void LogEvents_Messages_AreSentences() =>
        Expect.None(
            LogEventsReference.All.Where(found => !Sentence().IsMatch(found.Message))
                .Select(found => $"{found.EventId}: {found.Message}"),
            "A message begins with a capital or a value, and ends with a full stop or a value.");

    [Test]
    public void LogEvents_Parameters_NameNothingThatMustNotLeak() =>
        Expect.None(
            LogEventsReference.All
                .Where(found => Leak().IsMatch(found.Message)).Select(found => $"{found.EventId}: {found.Message}"),
            "No location, hash, content, file name or uploader reaches a log.");

    [Test]
    public async Task Instruments_All_HaveAUnitAndASentence()
    {
        await using var app = WorkerHost.Build(_ => { });

        var wrong = MetricsReference.Instruments(app.Services).Where(instrument =>
            instrument.Unit is not { Length: > 0 } || instrument.Description is not { Length: > 0 } description
            || !description.EndsWith('.') || !InstrumentName().IsMatch(instrument.Name));

        Expect.None(
            wrong.Select(instrument => instrument.Name),
            "Names are lower case with dots, units are UCUM, descriptions are sentences.");
    }

    [Test]
    public async Task Instruments_Names_AreUniqueOverAllMeters()
    {
        await using var app = WorkerHost.Build(_ => { });

        var doubled = MetricsReference
            .Instruments(app.Services).GroupBy(instrument => instrument.Name).Where(group => group.Count() > 1);

        Expect.None(
            doubled.Select(group => group.Key), "Prometheus knows no meters: two of one name would be added up.");
    }

    [Test]
    public void EventTypes_All_HaveAContract() =>
        Assert.That(
            EventContract.All.Select(contract => contract.Type),
            Is.EquivalentTo(ConstantsOf<string>(typeof(EventTypes))));

    [Test]
    public void ExitCodes_All_AreDifferent() =>
        Assert.That(ConstantsOf<int>(typeof(ExitCodes)), Is.Unique);

    private static IEnumerable<T> ConstantsOf<T>(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => field.GetRawConstantValue()).OfType<T>();

    [GeneratedRegex(@"^[A-Z{].*([.]|\})$", RegexOptions.Singleline)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{[A-Za-z]*(Url|Uri|Location|FileName|Hash|Digest|Bytes|Uploader|Address|ConnectionString)\}")]
    private static partial Regex Leak();

    [GeneratedRegex("^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)+$")]
    private static partial Regex InstrumentName();

    // Up to the end of the sentence: "Log events 3003 and 3004 (refused) or 3005 (store away)".
    [GeneratedRegex(@"[Ll]og events? \d{4}[^.]*")]
    private static partial Regex NamedEvents();

    [GeneratedRegex(@"\b\d{4}\b")]
    private static partial Regex FourDigits();
}
