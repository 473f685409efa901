using System.Collections.Immutable;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Tests.Segments;

/// <summary>
/// Equality of entries by value: that of the record compares label arrays by reference and times without their offset.
/// </summary>
internal static class EntryAssert
{
    internal static bool AreEqual(Entry left, Entry right) =>
        left with { Labels = ImmutableArray<string>.Empty } == right with { Labels = ImmutableArray<string>.Empty }
        && left.Labels.SequenceEqual(right.Labels)
        && left.DisabledUntil?.Offset == right.DisabledUntil?.Offset
        && left.AddedAt?.Offset == right.AddedAt?.Offset
        && left.UpdatedAt?.Offset == right.UpdatedAt?.Offset;
}
