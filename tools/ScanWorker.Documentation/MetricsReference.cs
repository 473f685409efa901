using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace ScanWorker.Documentation;

/// <summary>Every instrument of our meters.</summary>
internal static class MetricsReference
{
    public static string Text(IServiceProvider services)
    {
        var page = new MarkdownPage("Metrics", """
            Served in Prometheus' format at `/metrics` of `Health:Port`, and sent by OTLP where that is configured. Prometheus' names
            have underscores for dots and end in unit and `_total`, as its rules ask. The runtime's and the process's own metrics
            come beside these.
            """);
        foreach (var meter in Instruments(services).GroupBy(instrument => instrument.Meter.Name))
        {
            page.Section(meter.Key);
            page.Table(["name", "kind", "unit", "what it counts"], meter.Select(instrument => new[]
            {
                $"`{instrument.Name}`", KindOf(instrument), instrument.Unit is { Length: > 0 } unit
                    ? $"`{unit}`"
                    : "", instrument.Description ?? "",
            }));
        }

        return page.ToString();
    }

    /// <summary>All instruments, by meter and name: every class that takes a meter factory is made once.</summary>
    public static IReadOnlyList<Instrument> Instruments(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            // Another host of this process has a factory of its own.
            if (ReferenceEquals(instrument.Meter.Scope, factory)
                && instrument.Meter.Name.StartsWith("ScanWorker", StringComparison.Ordinal))
            {
                found.Add(instrument);
            }
        };
        listener.Start();
        foreach (var type in ProductAssemblies.Types.Where(TakesFactory))
        {
            _ = services.GetService(type) ?? ActivatorUtilities.CreateInstance(services, type);
        }

        return
        [
            .. found.DistinctBy(instrument => (instrument.Meter.Name, instrument.Name))
                .OrderBy(instrument => instrument.Meter.Name, StringComparer.Ordinal)
                .ThenBy(instrument => instrument.Name, StringComparer.Ordinal),
        ];
    }

    private static bool TakesFactory(Type type) => type is { IsClass: true, IsAbstract: false }
        && type.GetConstructors()
            .Any(
                constructor =>
                    constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(IMeterFactory)));

    private static string KindOf(Instrument instrument) =>
        instrument.GetType().Name
            .Split('`')[0].Replace("Observable", "observable ", StringComparison.Ordinal).ToLowerInvariant();
}
