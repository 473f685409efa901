using System.Globalization;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>The names of everything that the program keeps in Redis.</summary>
internal static class RedisKeys
{
    internal static RedisKey Head(string set) => $"sw:{set}:head";

    internal static RedisKey Manifest(string set, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"sw:{set}:v:{version}");

    internal static RedisKey Chunk(string set, string segmentId, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"sw:{set}:seg:{segmentId}:{index}");

    internal static RedisKey Quarantine(string set) => $"sw:{set}:quarantine";

    // In braces: all keys of an entry are in one slot of a cluster, so that they can be counted together.
    internal static RedisKey FloodSlice(string set, string entry, string slice) =>
        $"sw:{set}:flood:{{{entry}}}:{slice}";

    internal static RedisKey FloodSlices(string set, string entry) => $"sw:{set}:flood:{{{entry}}}";

    internal static RedisChannel Announce(string set) => RedisChannel.Literal($"sw:{set}:announce");
}
