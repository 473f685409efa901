using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Testing.Content;

/// <summary>Looks at nothing: gives what it was told to.</summary>
internal sealed class FakeFingerprinter(ContentFingerprints answer) : IContentFingerprinter
{
    /// <summary>Memory that it asks for before it answers.</summary>
    public (long Bytes, long Pixels) Wants { get; init; } = (1000, 8000);

    /// <summary>Called while that memory is held.</summary>
    public Action OnDecode { get; set; } = () => { };

    /// <summary>The last order, or null while there was none.</summary>
    public FingerprintOrder? Order { get; private set; }

    /// <summary>The thread that the last answer was made on.</summary>
    public Thread? DecodedOn { get; private set; }

    /// <summary>What is found of a black picture, in which there is nothing to see.</summary>
    public static ContentFingerprints Black(int frames = 1, int framesTotal = 1) => new()
    {
        Picture = new DecodedPicture("png", 100, 80, frames, framesTotal, "fake"),
        Hashes = [new PerceptualHash(default, 0, 0, DihedralTransform.Original)],
        QualityMin = 0,
        Reason = frames < framesTotal ? UnscannableCode.TooManyFrames : null,
    };

    public async ValueTask<ContentFingerprints> FingerprintAsync(
        ReadOnlyMemory<byte> content, FingerprintOrder order, IDecodeMemory memory, CancellationToken stopping)
    {
        Order = order;
        using var loan = await memory.ReserveAsync(Wants.Bytes, Wants.Pixels, stopping);
        DecodedOn = Thread.CurrentThread;
        OnDecode();
        return answer;
    }
}
