using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// Writes entries for others to read, sorted by bank, source and id: equal content gives equal bytes.
/// </summary>
internal sealed class EntryExport(HashIndex index, string? bank)
{
    private const int FlushBytes = 1 << 16;

    /// <summary>Entries that a person withdrew; the interchange form carries them.</summary>
    public ImmutableHashSet<EntryKey> HeldBack { get; init; } = [];

    /// <summary>The interchange form: an entry a line, exact, and then what a person withdrew.</summary>
    /// <returns>How many entries, and how many that a person withdrew.</returns>
    public (long Entries, int HeldBack) WriteLines(Stream destination, CancellationToken cancellation)
    {
        var entries = Write(destination, (buffer, entry) => EntryJson.WriteLine(buffer, entry), cancellation);
        var buffer = new ArrayBufferWriter<byte>();
        var held = HeldBack.Where(key => bank is null || key.Bank == bank).ToList();
        held.Sort(Compare);
        foreach (var key in held)
        {
            EntryJson.WriteHeldBack(buffer, key);
        }

        destination.Write(buffer.WrittenSpan);
        return (entries, held.Count);
    }

    /// <summary><c>type hash</c> lines: hashes only, one line each.</summary>
    /// <returns>How many entries.</returns>
    public long WriteText(Stream destination, CancellationToken cancellation) =>
        Write(destination, WriteHashes, cancellation);

    private static void WriteHashes(ArrayBufferWriter<byte> buffer, Entry entry)
    {
        foreach (var line in new[]
        {
            entry.Md5 is { } md5 ? $"md5 {md5}\n" : null,
            entry.Sha1 is { } sha1 ? $"sha1 {sha1}\n" : null,
            entry.Sha256 is { } sha256 ? $"sha256 {sha256}\n" : null,
            entry.Sha512 is { } sha512 ? $"sha512 {sha512}\n" : null,
            entry.Pdq is { } pdq ? $"{HashAlgorithm.PdqId} {pdq}\n" : null,
            entry.Vpdq is { } frames ? $"{VideoFrames.AlgorithmId} {VideoHash.ToText(frames)}\n" : null,
        })
        {
            if (line is not null)
            {
                buffer.Write(Encoding.ASCII.GetBytes(line));
            }
        }
    }

    private long Write(Stream destination, Action<ArrayBufferWriter<byte>, Entry> write, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushBytes * 2);
        var count = 0L;
        foreach (var ordinal in Sorted())
        {
            write(buffer, index.GetEntry(ordinal));
            count++;
            if (buffer.WrittenCount >= FlushBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                Flush();
            }
        }

        Flush();
        return count;

        void Flush()
        {
            destination.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private int[] Sorted()
    {
        var keys = new List<(EntryKey Key, int Ordinal)>(index.EntryCount);
        var first = 0;
        foreach (var segment in index.Segments)
        {
            for (var i = 0; i < segment.EntryCount; i++)
            {
                if (index.IsEntry(first + i) && segment.GetKey(i) is var key && (bank is null || key.Bank == bank))
                {
                    keys.Add((key, first + i));
                }
            }

            first += segment.EntryCount;
        }

        keys.Sort((one, other) => Compare(one.Key, other.Key));
        return [.. keys.Select(key => key.Ordinal)];
    }

    private static int Compare(EntryKey one, EntryKey other)
    {
        var byBank = string.CompareOrdinal(one.Bank, other.Bank);
        var bySource = byBank != 0 ? byBank : string.CompareOrdinal(one.Source, other.Source);
        return bySource != 0 ? bySource : string.CompareOrdinal(one.EntryId, other.EntryId);
    }
}
