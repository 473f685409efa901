using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Replay.Reports;

/// <summary>
/// Counts by bank how many uploads lie at which distance from their nearest entry, also beyond what the policy counts
/// as near: so one sees what another distance would gain and cost. Measures on any thread; counts on one.
/// </summary>
internal sealed class NearestDistances
{
    /// <inheritdoc cref="HashAlgorithm.DistanceMax"/>
    public static readonly int DistanceMax = HashAlgorithm.Pdq.DistanceMax;

    private readonly ImmutableArray<NearestScan> _scans;

    public NearestDistances(HashIndex index, VerdictPolicy policy)
    {
        Banks = [.. index.Banks.Select(name => new DistanceCounts(name, policy.BankOf(name)))];
        _scans = NearestScan.ByBank(index, bank => Banks[bank].Policy.Enabled);
    }

    public ImmutableArray<DistanceCounts> Banks { get; }

    public long Uploads { get; private set; }

    /// <summary>Measures one upload, by the perceptual hashes of its verdict and its exact matches.</summary>
    public UploadDistances Measure(VerdictEvent verdict)
    {
        // Of the transform it only counts whether it is one.
        var hashes = verdict.Perceptual
            .Where(data => Hash256.TryParseHex(data.Hash, out _))
            .Select(data => new PerceptualHash(
                Hash256.TryParseHex(data.Hash, out var hash) ? hash : default, data.Quality, data.Frame,
                data.Transform == "original" ? DihedralTransform.Original : DihedralTransform.FlipX));
        var exact = Banks.Select(bank => verdict.Matches.Any(
            match => match.Kind == MatchKind.Exact && match.Bank == bank.Name));
        return new UploadDistances(Nearest([.. hashes]), [.. exact]);
    }

    /// <summary>As the other, of an upload that matches nothing by a digest.</summary>
    public UploadDistances Measure(ReadOnlySpan<PerceptualHash> hashes) => new(Nearest(hashes), default);

    public void Count(UploadDistances upload)
    {
        Uploads++;
        for (var bank = 0; bank < Banks.Length; bank++)
        {
            if (upload.Nearest[bank] <= DistanceMax)
            {
                Banks[bank].Near[upload.Nearest[bank]]++;
            }
            else if (!upload.IsExact.IsDefault && upload.IsExact[bank])
            {
                Banks[bank].ExactAlone++;
            }
        }
    }

    private ImmutableArray<int> Nearest(ReadOnlySpan<PerceptualHash> hashes)
    {
        var (nearest, queries) = (ImmutableArray.CreateBuilder<int>(Banks.Length), new List<Hash256>(hashes.Length));
        for (var bank = 0; bank < Banks.Length; bank++)
        {
            var policy = Banks[bank].Policy;
            queries.Clear();
            foreach (var hash in hashes)
            {
                if (hash.Quality >= policy.MinQuality
                    && (hash.Transform == DihedralTransform.Original || policy.Transforms == QueryTransforms.Dihedral))
                {
                    queries.Add(hash.Hash);
                }
            }

            nearest.Add(_scans[bank].Nearest(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(queries)));
        }

        return nearest.MoveToImmutable();
    }
}

/// <summary>How far one upload is from each bank.</summary>
/// <param name="Nearest">Distance of the nearest entry, by bank; 255 or more where there is none.</param>
/// <param name="IsExact">Whether it matches the bank by a digest; default: none.</param>
internal sealed record UploadDistances(ImmutableArray<int> Nearest, ImmutableArray<bool> IsExact);
