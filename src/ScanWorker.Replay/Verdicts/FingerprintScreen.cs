using ScanWorker.Hashing;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Replay.Verdicts;

/// <summary>
/// Says of fingerprints whether anything of an index is near them at all: the quick answer that most uploads get.
/// </summary>
/// <remarks>Makes no verdict. Thread-safe; quick only if it is kept, since it learns what pays.</remarks>
internal sealed class FingerprintScreen
{
    private static readonly int TransformCount = Enum.GetValues<DihedralTransform>().Length;

    private readonly HashIndex _index;
    private readonly NearScreen _upright;
    private readonly NearScreen _dihedral;
    private readonly VideoRule[] _videos; // Empty where no entry has frames of a video.
    private readonly long _videoWorkMax;
    private readonly bool _anyDihedral;
    private readonly int _qualityFloor;

    /// <param name="index">What may be near.</param>
    /// <param name="plan">How near, by bank.</param>
    /// <param name="qualityFloor">A hash below this quality (0-100) says nothing.</param>
    /// <param name="parts">Is told of what is clear; null: nobody is.</param>
    public FingerprintScreen(HashIndex index, SearchPlan plan, int qualityFloor, UnsearchedParts? parts = null)
    {
        Parts = parts;
        (_index, _qualityFloor, _videoWorkMax) = (index, qualityFloor, plan.VideoWorkMax);
        _upright = ScreenOf(dihedral: false);
        _dihedral = ScreenOf(dihedral: true);
        _anyDihedral = plan.RadiusByBank.Where((radius, bank) => radius >= 0 && plan.DihedralByBank[bank]).Any();

        // One frame is enough not to be clear; the shares are the judge's.
        _videos = [.. plan.VideoRules.Select(rule => new VideoRule(rule.RadiusBits, 0, 0))];

        NearScreen ScreenOf(bool dihedral)
        {
            var radii = plan.RadiusByBank.Select((radius, bank) => plan.DihedralByBank[bank] == dihedral ? radius : -1);
            return new NearScreen(index, [.. radii]);
        }
    }

    /// <summary>Counts uploads that are clear as far as they could be searched.</summary>
    public UnsearchedParts? Parts { get; }

    /// <param name="skim">Of an upload.</param>
    /// <param name="hashes">Its perceptual hashes, by frame, the eight transforms of a frame in their order.</param>
    /// <returns>
    /// True: looked at in full, and nothing of the index matches. False: something may, or the hashes are too few or
    /// too poor to say.
    /// </returns>
    public bool IsClear(in VerdictSkim skim, ReadOnlySpan<PerceptualHash> hashes)
    {
        var exact = new List<ExactMatch>();
        _index.FindExact(skim.Digests, exact);
        if (exact.Count > 0 || (_index.HoldsSha512 && skim.Digests.Sha512 is null))
        {
            return false;
        }

        if (_videos.Length > 0 && IsAnyFrameNear(hashes))
        {
            return false;
        }

        Span<Hash256> frame = stackalloc Hash256[TransformCount];
        while (!hashes.IsEmpty)
        {
            if (!TryTakeFrame(ref hashes, frame, out var count) || (_anyDihedral && count < TransformCount)
                || _dihedral.IsAnyNear(frame[..count]) || _upright.IsAnyNear(frame[..1]))
            {
                return false;
            }
        }

        Parts?.Note(in skim);
        return true;
    }

    private bool IsAnyFrameNear(ReadOnlySpan<PerceptualHash> hashes)
    {
        var (isVideo, query) = (false, new VideoQuery());
        foreach (var hash in hashes)
        {
            isVideo |= VideoStage.IsOfFrames(hash);
            _ = VideoStage.IsAsked(hash) ? query.Add(hash.Frame, hash.Hash) : -1;
        }

        var found = new List<VideoMatch>();
        return isVideo && (!_index.FindVideos(query, _videos, found, new SearchWork(_videoWorkMax)) || found.Count > 0);
    }

    private bool TryTakeFrame(ref ReadOnlySpan<PerceptualHash> hashes, scoped Span<Hash256> transforms, out int count)
    {
        count = 0;
        var look = LookOf(hashes[0]);
        while (count < hashes.Length && LookOf(hashes[count]) == look)
        {
            if (count == transforms.Length || (int)hashes[count].Transform != count
                || hashes[count].Quality < _qualityFloor)
            {
                return false;
            }

            transforms[count] = hashes[count].Hash;
            count++;
        }

        hashes = hashes[count..];
        return true;
    }

    private static (int, PictureCrop, PictureBackdrop) LookOf(PerceptualHash hash) =>
        (hash.Frame, hash.Crop, hash.Backdrop);
}
