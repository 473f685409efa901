using ScanWorker.Commands.Sets;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Commands.Files;

/// <summary>An entry made of a file's hashes, as <c>sets import</c> reads it.</summary>
internal static class HashedEntry
{
    /// <param name="file">Without an error.</param>
    /// <param name="bank">That the entry is for.</param>
    public static string Line(FileHashes file, string bank)
    {
        // No SHA-512: it would tell nothing more, and cost every upload of the fleet its time.
        List<string> hashes = [$"md5:{file.Md5}", $"sha1:{file.Sha1}", $"sha256:{file.Sha256}"];
        // Below the floor a perceptual hash matches what it should not; importing would refuse it.
        if (file.Pdq is { } pdq && file.Quality >= HashAlgorithm.Pdq.QualityFloor)
        {
            hashes.Add($"{HashAlgorithm.PdqId}:{pdq}");
        }

        var video = new EntryHashes();
        var frames = $"[{string.Join(',', (file.Vpdq ?? []).Select(frame => $"\"{frame}\""))}]";
        if (video.TryAdd(HashType.Vpdq, frames) && video.Vpdq is { Count: > 0 and <= VideoFrames.Max })
        {
            hashes.Add($"{VideoFrames.AlgorithmId}:{frames}");
        }

        return EntryJson.ToLine(TypedEntries.Make(hashes, new Entry(bank, "", "hash"))[0]);
    }
}
