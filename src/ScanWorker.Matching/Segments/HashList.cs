using System.Runtime.InteropServices;

namespace ScanWorker.Matching.Segments;

/// <summary>The hashes of one kind of a segment that is being built.</summary>
internal sealed class HashList<T>
    where T : unmanaged
{
    private readonly List<T> _hashes = [];
    private readonly List<int> _entries = [];

    internal void Add(int entry, T? hash)
    {
        if (hash is { } present)
        {
            _hashes.Add(present);
            _entries.Add(entry);
        }
    }

    /// <summary>Two sections; the second is empty when all of <paramref name="entries"/> have a hash.</summary>
    internal IEnumerable<Section> Write(SectionKind hashes, SectionKind entryOf, int entries)
    {
        yield return new Section(hashes, 0, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_hashes)).ToArray());
        var numbers = _hashes.Count == entries ? [] : CollectionsMarshal.AsSpan(_entries);
        yield return new Section(entryOf, 0, MemoryMarshal.AsBytes(numbers).ToArray());
    }
}
