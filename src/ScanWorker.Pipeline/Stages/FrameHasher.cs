using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Ports;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Stages;

/// <summary>
/// Hashes the frames of one picture as the decoder brings them. A frame that hashes like an earlier one adds nothing.
/// </summary>
/// <param name="dihedral">All eight transforms, not the upright picture alone.</param>
/// <param name="clock">Measures the time spent here.</param>
internal sealed class FrameHasher(bool dihedral, TimeProvider clock) : IFrameVisitor
{
    private readonly HashSet<(Hash256, int)> _seen = [];
    private readonly List<PerceptualHash> _hashes = [];

    public IReadOnlyList<PerceptualHash> Hashes => _hashes;

    public TimeSpan Elapsed { get; private set; }

    public int QualityMin { get; private set; } = 100;

    public int QualityMax { get; private set; }

    public void Visit(int frame, LumaPlane plane)
    {
        using var hashing = ScanTracing.Stage("hash");
        var started = clock.GetTimestamp();
        Span<Hash256> transforms = stackalloc Hash256[8];
        int quality;
        var count = 1;
        if (dihedral)
        {
            quality = PdqHasher.HashDihedral(plane, transforms);
            count = transforms.Length;
        }
        else
        {
            (transforms[0], quality) = PdqHasher.Hash(plane);
        }

        (QualityMin, QualityMax) = (Math.Min(QualityMin, quality), Math.Max(QualityMax, quality));
        if (_seen.Add((transforms[0], quality)))
        {
            for (var i = 0; i < count; i++)
            {
                _hashes.Add(new PerceptualHash(transforms[i], quality, frame, (DihedralTransform)i));
            }
        }

        Elapsed += clock.GetElapsedTime(started);
    }
}
