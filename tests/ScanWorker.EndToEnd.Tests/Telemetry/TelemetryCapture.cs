using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using ScanWorker.Testing.Telemetry;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>Every log line, span and measurement of a run, as text.</summary>
internal sealed class TelemetryCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly ConcurrentDictionary<string, byte> _measurements = new();
    private readonly SpanCollector _spans = new();
    private readonly MeterListener _meters = new();

    public TelemetryCapture()
    {
        _meters.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep(instrument, tags));
        _meters.Start();
    }

    public IReadOnlyCollection<string> Logs => [.. _logs];

    public IReadOnlyCollection<string> Spans => [.. _spans.All.Select(Text)];

    /// <summary>Instruments with the labels that they were given; those that are asked for values too.</summary>
    public IReadOnlyCollection<string> Measurements
    {
        get
        {
            _meters.RecordObservableInstruments();
            return [.. _measurements.Keys];
        }
    }

    public ILogger CreateLogger(string categoryName) => new CapturingLogger(this, categoryName);

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    private static string Text(Activity span) => string.Join(
        " ",
        [
            span.DisplayName, span.Id, span.TraceStateString, span.StatusDescription,
            .. span.TagObjects.Select(Text),
            .. span.Baggage.Select(pair => $"{pair.Key}={pair.Value}"),
            .. span.Events.SelectMany(one => one.Tags.Select(Text).Prepend(one.Name)),
            .. span.Links.SelectMany(link => link.Tags?.Select(Text) ?? []),
        ]);

    private static string Text(KeyValuePair<string, object?> pair) =>
        string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}");

    private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = $"{instrument.Name} {instrument.Description}";
        foreach (var tag in tags)
        {
            text += $" {Text(tag)}";
        }

        _measurements.TryAdd(text, 0);
    }

    private sealed class CapturingLogger(TelemetryCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            capture._logs.Enqueue($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            capture._logs.Enqueue(string.Join(
                " ",
                [
                    category, eventId.ToString(), formatter(state, exception), exception?.ToString() ?? "",
                    .. (state as IEnumerable<KeyValuePair<string, object?>> ?? []).Select(Text),
                ]));
    }
}
