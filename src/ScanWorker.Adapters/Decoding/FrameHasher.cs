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
/// <param name="crops">Parts of each frame, beside all of it. They are hashed as they lie in its plane.</param>
/// <param name="clock">Measures the time spent here.</param>
internal sealed class FrameHasher(FrameTransforms wanted, CropQueries crops, TimeProvider clock) : IFrameVisitor
{
    private readonly HashSet<(Hash256, int, CropQueries)> _seen = [];
    private readonly HashSet<(Hash256, int)> _cropped = [];
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
        Span<Hash256> transforms = stackalloc Hash256[PdqHasher.DihedralCount];
        var quality = Hash(plane, new PictureArea(0, 0, plane.Width, plane.Height), transforms);
        Judge(view, quality);
        Keep(view, transforms, quality);
        if (view.Crop == PictureCrop.None && crops != CropQueries.None && _cropped.Add((transforms[0], quality)))
        {
            foreach (var (crop, area) in CropAreas.Of(plane, crops))
            {
                quality = Hash(plane, area, transforms);
                Keep(view with { Crop = crop }, transforms, quality);
            }
        }

        Elapsed += clock.GetElapsedTime(started);
    }

    private int Hash(LumaPlane plane, PictureArea area, Span<Hash256> transforms)
    {
        switch (wanted)
        {
            case FrameTransforms.Turned:
                return PdqHasher.HashTurned(plane, area, transforms);
            case FrameTransforms.Reference:
                return PdqHasher.HashDihedral(plane, area, transforms);
            default:
                (transforms[0], var quality) = PdqHasher.Hash(plane, area);
                return quality;
        }
    }

    // Parts are searched within distances of their own: one that hashes like a whole frame does not stand in for it.
    private void Keep(FrameView view, ReadOnlySpan<Hash256> transforms, int quality)
    {
        if (!_seen.Add((transforms[0], quality, view.Crop.Query)))
        {
            return;
        }

        for (var i = 0; i < (wanted == FrameTransforms.Upright ? 1 : transforms.Length); i++)
        {
            _hashes.Add(new PerceptualHash(transforms[i], quality, view.Frame, (DihedralTransform)i)
            {
                Backdrop = view.Backdrop,
                Crop = view.Crop,
                Second = view.Second,
            });
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
