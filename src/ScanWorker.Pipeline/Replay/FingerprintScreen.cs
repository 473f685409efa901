using ScanWorker.Hashing;
using ScanWorker.Matching;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policies;

namespace ScanWorker.Pipeline.Replay;

/// <summary>
/// Says of fingerprints whether anything of an index is near them at all: the quick answer that most uploads get.
/// </summary>
/// <remarks>Makes no verdict. One instance a thread.</remarks>
internal sealed class FingerprintScreen
{
    private readonly HashIndex _index;
    private readonly int[] _uprightRadius;
    private readonly int[] _dihedralRadius;
    private readonly bool _anyUpright;
    private readonly bool _anyDihedral;
    private readonly int _qualityFloor;
    private readonly List<ExactMatch> _exact = [];
    private readonly List<NearMatch> _near = [];
    private readonly Hash256[] _queries = new Hash256[8];

    public FingerprintScreen(HashIndex index, SearchPlan plan, int qualityFloor)
    {
        (_index, _qualityFloor) = (index, qualityFloor);
        _uprightRadius = [.. plan.RadiusByBank.Select((radius, bank) => plan.DihedralByBank[bank] ? -1 : radius)];
        _dihedralRadius = [.. plan.RadiusByBank.Select((radius, bank) => plan.DihedralByBank[bank] ? radius : -1)];
        _anyUpright = _uprightRadius.Any(radius => radius >= 0);
        _anyDihedral = _dihedralRadius.Any(radius => radius >= 0);
    }

    /// <param name="skim">Of an upload.</param>
    /// <param name="hashes">Its perceptual hashes, by frame, the eight transforms of a frame in their order.</param>
    /// <returns>
    /// True: looked at in full, and nothing of the index matches. False: something may, or the hashes are too few or
    /// too poor to say.
    /// </returns>
    public bool IsClear(in VerdictSkim skim, ReadOnlySpan<PerceptualHash> hashes)
    {
        _exact.Clear();
        _index.FindExact(skim.Digests, _exact);
        if (_exact.Count > 0)
        {
            return false;
        }

        while (!hashes.IsEmpty)
        {
            if (!TryTakeFrame(ref hashes, out var count) || (_anyDihedral && count < _queries.Length))
            {
                return false;
            }

            if ((_anyDihedral && Finds(_queries.AsSpan(0, count), _dihedralRadius))
                || (_anyUpright && Finds(_queries.AsSpan(0, 1), _uprightRadius)))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryTakeFrame(ref ReadOnlySpan<PerceptualHash> hashes, out int count)
    {
        count = 0;
        var frame = hashes[0].Frame;
        while (count < hashes.Length && hashes[count].Frame == frame)
        {
            if (count == _queries.Length || (int)hashes[count].Transform != count
                || hashes[count].Quality < _qualityFloor)
            {
                return false;
            }

            _queries[count] = hashes[count].Hash;
            count++;
        }

        hashes = hashes[count..];
        return true;
    }

    private bool Finds(ReadOnlySpan<Hash256> queries, int[] radius)
    {
        _near.Clear();
        return _index.FindNear(queries, radius, _near, matchesMax: 1) > 0;
    }
}
