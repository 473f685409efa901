namespace ScanWorker.Matching.HashSets;

/// <summary>What must hold of every manifest, whoever signed it.</summary>
internal static class ManifestRules
{
    /// <summary>A longer chain of deltas is not one that our publisher makes.</summary>
    internal const int SegmentsMax = 4096;

    /// <exception cref="HashSetRefusedException">It is of an unknown format or says something impossible.</exception>
    internal static HashSetManifest Checked(HashSetManifest manifest)
    {
        if (manifest.Format != HashSetManifest.CurrentFormat)
        {
            throw new HashSetRefusedException(
                RefusalReason.UnknownFormat, $"The manifest has format {manifest.Format}; this program knows 1.");
        }

        var isPossible = manifest is { Set.Length: > 0, Version: > 0, Parent: >= 0 }
            && manifest.Parent < manifest.Version
            && manifest is { Banks.IsDefault: false, Segments.IsDefault: false, Segments.Length: <= SegmentsMax }
            && manifest.Segments.All(IsPossible)
            && manifest.Banks.All(bank => bank is { Name.Length: > 0, Entries: >= 0, Sources.IsDefault: false });
        return isPossible
            ? manifest
            : throw new HashSetRefusedException(RefusalReason.Malformed, "The manifest says something impossible.");
    }

    private static bool IsPossible(SegmentFacts segment) =>
        segment is { LengthBytes: > 0, Entries: >= 0, Withdrawals: >= 0 }
            && segment.Id == SegmentFacts.IdOf(segment.Sha256);
}
