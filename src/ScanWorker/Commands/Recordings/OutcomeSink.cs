using System.Text;
using ScanWorker.Adapters.Recordings;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Commands.Recordings;

/// <summary>Where the outcomes of a replay go: a file, a comparison, a count. Not thread-safe.</summary>
/// <param name="console">Answers go there.</param>
/// <param name="isJson">As NDJSON: the differences, or without a comparison the verdicts.</param>
/// <param name="file">Every event as a recording, or null.</param>
/// <param name="against">Earlier outcomes, or null.</param>
/// <param name="distances">Counts distances for a report, or null.</param>
internal sealed class OutcomeSink(
    TextWriter console, bool isJson, RecordingWriter? file, OutcomeDiff? against,
    NearestDistances? distances) : IDisposable
{
    private readonly DiffView _differences = new(console, isJson);
    private readonly OutcomeView _outcomes = new();

    public long Count => _outcomes.Count;

    /// <param name="record">One event that came of the replay.</param>
    public void Add(RecordedRecord record)
    {
        file?.Write(record);
        if (OutcomeReader.Read(record.Record) is { } outcome)
        {
            Add(outcome, record.Record.Value);
        }

        if (distances is not null && OutcomeReader.ReadVerdict(record.Record) is { } verdict)
        {
            distances.Add(verdict);
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

    public void Dispose() => file?.Dispose();

    private void Add(UploadOutcome outcome, byte[]? json)
    {
        _outcomes.Add(outcome);
        foreach (var change in against?.Compare(outcome) ?? [])
        {
            _differences.Add(change);
        }

        if (isJson && against is null && !outcome.IsDeadLetter)
        {
            console.WriteLine(Encoding.UTF8.GetString(json ?? []));
        }
    }
}
