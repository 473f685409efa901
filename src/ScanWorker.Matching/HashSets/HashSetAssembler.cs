namespace ScanWorker.Matching.HashSets;

/// <summary>Makes the index of one version from the bytes of its segments.</summary>
public static class HashSetAssembler
{
    /// <param name="segments">In the manifest's order: a later one replaces or withdraws what an earlier one holds.</param>
    /// <exception cref="HashSetRefusedException">A segment is not one.</exception>
    public static HashIndex Build(IEnumerable<ReadOnlyMemory<byte>> segments)
    {
        var entries = new Dictionary<EntryKey, Entry>();
        foreach (var segment in segments)
        {
            SegmentLines.Apply(segment.Span, entries);
        }

        return HashIndex.Build(entries.Values);
    }
}
