using System.Text;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>
/// A folder of <c>tests/Recordings</c>: uploads, the verdicts expected of them, and the arguments that replaying needs.
/// </summary>
internal sealed record RecordedTopic(string Name)
{
    public static IEnumerable<RecordedTopic> All =>
        Directory.EnumerateDirectories(Root)
            .Select(folder => new RecordedTopic(Path.GetFileName(folder))).OrderBy(topic => topic.Name);

    public string Folder => Path.Combine(Root, Name);

    public string Uploads => Path.Combine(Folder, "uploads.jsonl");

    public string Verdicts => Path.Combine(Folder, "verdicts.jsonl");

    /// <summary>The one line of <c>replay.args</c>.</summary>
    public IReadOnlyList<string> Arguments => File
        .ReadAllText(Path.Combine(Folder, "replay.args")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// The same for a recording that lies elsewhere: paths that are relative to this folder are made absolute.
    /// </summary>
    public IEnumerable<string> ArgumentsFromAnywhere =>
        from argument in Arguments
        let path = Path.Combine(Folder, argument)
        select Path.Exists(path) ? path : argument;

    public IReadOnlyList<RecordedRecord> ReadUploads() => Read(Uploads);

    public IReadOnlyList<UploadOutcome> ReadExpected() =>
        [.. Read(Verdicts).Select(record => OutcomeReader.Read(record.Record)).OfType<UploadOutcome>()];

    public IEnumerable<VerdictEvent> ReadVerdicts() =>
        Read(Verdicts).Select(record => OutcomeReader.ReadVerdict(record.Record)).OfType<VerdictEvent>();

    public IEnumerable<Entry> ReadEntries()
    {
        foreach (var line in File.ReadLines(ArgumentOf("--set") ?? ""))
        {
            Assert.That(EntryJson.TryReadLine(Encoding.UTF8.GetBytes(line), out var entry, out _), Is.True);
            yield return entry ?? throw new AssertionException("The line is no entry.");
        }
    }

    /// <summary>What follows an option in the arguments.</summary>
    public string? ArgumentOf(string option) =>
        Arguments.SkipWhile(argument => argument != option).Skip(1).FirstOrDefault() is { } path
        ? Path.Combine(Folder, path)
        : null;

    public override string ToString() => Name;

    private static string Root => Path.Combine(RepositoryRoot.Path, "tests", "Recordings");

    private static List<RecordedRecord> Read(string path) =>
        [.. new RecordingReader(new RecordingProblems(isStrict: true)).Read(path)];
}
