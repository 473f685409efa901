using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Adapters.Decoding;

/// <summary>
/// Hashes the frames of one picture as the decoder brings them. What hashes like something earlier adds nothing.
/// </summary>
/// <remarks>A frame is as good as the best of its looks: a drawing in black on nothing is plain on a white page, and
/// nothing on a black one. What is within a border does not count: nobody need look there.</remarks>
/// <param name="wanted">Which hashes of each frame.</param>
/// <param name="clock">Measures the time spent here.</param>
internal sealed class FrameHasher(FrameTransforms wanted, TimeProvider clock) : IFrameVisitor
{
    private readonly HashSet<(Hash256, int)> _seen = [];
    private readonly List<PerceptualHash> _hashes = [];
    private int _qualityMin = 100;
    private int _qualityMax;
    private int _quality = 100;

    public IReadOnlyList<PerceptualHash> Hashes => _hashes;

    public TimeSpan Elapsed { get; private set; }

    public int QualityMin => Math.Min(_qualityMin, _quality);

    public int QualityMax => Frames == 0 ? 0 : Math.Max(_qualityMax, _quality);

    /// <summary>Some frame is not opaque throughout.</summary>
    public bool SawTransparency { get; private set; }

    /// <summary>How many frames were seen.</summary>
    public int Frames { get; private set; }

    public void Visit(FrameView view, LumaPlane plane)
    {
        using var hashing = ScanTracing.Stage("hash");
        var started = clock.GetTimestamp();
        Span<Hash256> transforms = stackalloc Hash256[8];
        var quality = Hash(plane, transforms);
        var count = wanted == FrameTransforms.Upright ? 1 : transforms.Length;
        Judge(view, quality);
        if (_seen.Add((transforms[0], quality)))
        {
            for (var i = 0; i < count; i++)
            {
                _hashes.Add(new PerceptualHash(transforms[i], quality, view.Frame, (DihedralTransform)i)
                {
                    Backdrop = view.Backdrop,
                    Crop = view.Crop,
                });
            }
        }

        Elapsed += clock.GetElapsedTime(started);
    }

    private int Hash(LumaPlane plane, Span<Hash256> transforms)
    {
        switch (wanted)
        {
            case FrameTransforms.Turned:
                return PdqHasher.HashTurned(plane, transforms);
            case FrameTransforms.Reference:
                return PdqHasher.HashDihedral(plane, transforms);
            default:
                (transforms[0], var quality) = PdqHasher.Hash(plane);
                return quality;
        }
    }

    private void Judge(FrameView view, int quality)
    {
        SawTransparency |= view.Backdrop != PictureBackdrop.None;
        if (view.Crop != PictureCrop.None)
        {
            return;
        }

        if (view.Backdrop != PictureBackdrop.None)
        {
            _quality = Math.Max(_quality, quality);
            return;
        }

        if (Frames++ > 0)
        {
            (_qualityMin, _qualityMax) = (QualityMin, QualityMax);
        }

        _quality = quality;
    }
}
