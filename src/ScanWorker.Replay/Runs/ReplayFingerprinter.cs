using ScanWorker.Pipeline.Content;

namespace ScanWorker.Replay.Runs;

/// <summary>Has each content decoded by the decoder that a recorded verdict names, where that is there and may show
/// it.</summary>
internal sealed class ReplayFingerprinter(IContentFingerprinter fingerprinter, RecordedDecoders recorded)
    : IContentFingerprinter
{
    public ValueTask<ContentFingerprints> FingerprintAsync(
        ReadOnlyMemory<byte> content, FingerprintOrder order, IDecodeMemory memory, CancellationToken stopping) =>
        fingerprinter.FingerprintAsync(
            content, order with { Decoder = recorded.Of(content) ?? order.Decoder }, memory, stopping);
}
