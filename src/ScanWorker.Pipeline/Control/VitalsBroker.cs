using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Control;

/// <summary>The broker answers.</summary>
internal sealed class VitalsBroker(BrokerState broker, IOptions<VitalsOptions> options) : IVitalSign
{
    public string Name => "broker";

    public bool IsCuredByRestart => false;

    public string? Problem => broker.SilentFor > options.Value.BrokerSilence
        ? $"The broker has not answered for {broker.SilentFor.TotalSeconds:0} s."
        : null;
}
