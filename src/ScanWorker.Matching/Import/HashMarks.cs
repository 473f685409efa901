using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Import;

/// <summary>Enough of an entry's hashes to see that another row of it has others; 0 for none.</summary>
internal readonly record struct HashMarks(int Md5, int Sha1, int Sha256, int Sha512, int Pdq, int Vpdq)
{
    public static HashMarks Of(Entry? entry) => entry is null ? default : new HashMarks(
        MarkOf(entry.Md5), MarkOf(entry.Sha1), MarkOf(entry.Sha256), MarkOf(entry.Sha512), MarkOf(entry.Pdq),
        entry.Vpdq is { } frames ? frames.GetHashCode() | 1 : 0);

    /// <summary>A hash of this one is missing in the later one, or is another there.</summary>
    public bool HasOtherThan(HashMarks later) =>
        IsOther(Md5, later.Md5) || IsOther(Sha1, later.Sha1) || IsOther(Sha256, later.Sha256)
        || IsOther(Sha512, later.Sha512) || IsOther(Pdq, later.Pdq) || IsOther(Vpdq, later.Vpdq);

    private static bool IsOther(int before, int later) => before != 0 && before != later;

    private static int MarkOf<T>(T? hash) where T : struct => hash is { } value ? value.GetHashCode() | 1 : 0;
}
