using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Health;

/// <summary>The broker answers. A refusal is told at once: it does not pass by itself, as an outage does.</summary>
internal sealed class VitalsBroker(BrokerState broker, IOptions<VitalsOptions> options) : IVitalSign
{
    public string Name => "broker";

    public bool IsCuredByRestart => false;

    public string? Problem => broker.Refusal
        ?? (
            broker.SilentFor > options.Value.BrokerSilence
                ? $"The broker has not answered for {broker.SilentFor.TotalSeconds:0} s."
                : null);
}
