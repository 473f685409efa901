using System.Diagnostics.Metrics;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>The names under which Prometheus sees the instruments of this process.</summary>
internal sealed class MetricNames : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public MetricNames()
    {
        _listener.InstrumentPublished = (instrument, _) =>
        {
            lock (_names)
            {
                _names.UnionWith(NamesOf(instrument));
            }
        };
        _listener.Start();
    }

    public bool Contains(string name)
    {
        lock (_names)
        {
            return _names.Contains(name);
        }
    }

    public void Dispose() => _listener.Dispose();

    private static IEnumerable<string> NamesOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "", // In braces: an annotation, which no name has.
        };
        var name = instrument.Name.Replace('.', '_') + unit;
        return type.StartsWith("Histogram", StringComparison.Ordinal)
            ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"]
            : type.Contains("Counter", StringComparison.Ordinal)
                && !type.Contains("UpDown", StringComparison.Ordinal) ? [$"{name}_total"]
            : [name];
    }
}
