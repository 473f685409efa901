using System.Globalization;
using System.Text;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Reports;
using ScanWorker.Replay.Verdicts;
using Spectre.Console;

namespace ScanWorker.Commands.Recordings;

/// <summary>Where the outcomes of a replay go: a file, a comparison, a count. Not thread-safe.</summary>
/// <param name="console">Answers go there.</param>
/// <param name="isJson">As NDJSON: the differences, or without a comparison the verdicts.</param>
/// <param name="file">Every event as a recording, or null.</param>
/// <param name="against">Earlier outcomes, or null.</param>
/// <param name="distances">Counts distances for a report, or null.</param>
internal sealed class OutcomeSink(
    TextWriter console, bool isJson, OutputFile? file, OutcomeDiff? against,
    NearestDistances? distances) : IDisposable
{
    private readonly DiffView _differences = new(console, isJson);
    private readonly OutcomeView _outcomes = new();
    private readonly RecordingWriter? _recording = file is null ? null : new RecordingWriter(file.Stream);
    private bool _isComplete;

    public long Count => _outcomes.Count;

    /// <summary>Null without a comparison.</summary>
    public DecoderChanges? Decoders => against?.Decoders;

    /// <summary>Lines of a recording are wanted.</summary>
    public bool WritesLines => _recording is not null;

    /// <summary>Counts distances for a report, or null.</summary>
    public NearestDistances? Distances => distances;

    /// <param name="record">One event that came of the replay.</param>
    public void Add(RecordedRecord record)
    {
        _recording?.Write(record);
        if (OutcomeReader.Read(record.Record) is { } outcome)
        {
            Add(outcome, record.Record.Value);
        }

        if (distances is not null && OutcomeReader.ReadVerdict(record.Record) is { } verdict)
        {
            distances.Count(distances.Measure(verdict));
        }
    }

    /// <param name="rejudged">A verdict that was judged again.</param>
    public void Add(RejudgedVerdict rejudged)
    {
        _recording?.WriteLine(rejudged.Line.Span);
        if (rejudged.Now is { } outcome)
        {
            Compare(outcome);
        }

        if (rejudged.Distances is { } measured)
        {
            distances?.Count(measured);
        }
    }

    /// <returns>The exit code: 1 when there was a comparison and something differs.</returns>
    public int Conclude()
    {
        if (against is null)
        {
            if (!isJson)
            {
                _outcomes.Show(console);
            }

            return ExitCodes.Done;
        }

        foreach (var change in against.Missing())
        {
            _differences.Add(change);
        }

        _differences.Conclude(Math.Max(_outcomes.Count, against.EarlierCount));
        return _differences.IsEmpty ? ExitCodes.Done : ExitCodes.Found;
    }

    /// <summary>Every outcome is there: the file goes to its place.</summary>
    public void Complete()
    {
        _isComplete = true;
        _recording?.Dispose();
        file?.Complete();
    }

    public void Dispose()
    {
        if (!_isComplete)
        {
            _recording?.Dispose();
        }

        file?.Dispose();
    }

    private void Compare(UploadOutcome outcome)
    {
        _outcomes.Add(outcome);
        foreach (var change in against?.Compare(outcome) ?? [])
        {
            _differences.Add(change);
        }
    }

    private void Add(UploadOutcome outcome, byte[]? json)
    {
        Compare(outcome);
        if (isJson && against is null && !outcome.IsDeadLetter)
        {
            console.WriteLine(Encoding.UTF8.GetString(json ?? []));
        }
    }
}

/// <summary>Counts outcomes by verdict, action and reason, and shows them as a table.</summary>
internal sealed class OutcomeView
{
    private readonly SortedDictionary<(string Verdict, string Action, string Reason), long> _counts = [];

    public long Count { get; private set; }

    public void Add(UploadOutcome outcome)
    {
        var key = (outcome.Verdict, outcome.Action, outcome.Reason);
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
        Count++;
    }

    public void Show(TextWriter output)
    {
        var table = new Table { Border = TableBorder.Rounded }.AddColumns("verdict", "action", "reason", "count");
        table.Columns[3].RightAligned();
        foreach (var ((verdict, action, reason), count) in _counts)
        {
            table.AddRow(
                Markup.Escape(verdict), Markup.Escape(action), Markup.Escape(reason),
                count.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }
}
