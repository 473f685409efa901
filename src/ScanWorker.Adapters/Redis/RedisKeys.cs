using System.Globalization;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>The names of everything that the program keeps in Redis.</summary>
/// <remarks>
/// A version becomes current in one transaction over several keys, which a cluster allows in one slot alone. So in a
/// cluster the set's name is in braces, and all keys of a set are in its slot; elsewhere it stands as it is.
/// </remarks>
internal static class RedisKeys
{
    internal static RedisKey Head(IDatabase database, string set) => $"sw:{Tag(database, set)}:head";

    internal static RedisKey Manifest(IDatabase database, string set, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"sw:{Tag(database, set)}:v:{version}");

    internal static RedisKey Chunk(IDatabase database, string set, string segmentId, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"sw:{Tag(database, set)}:seg:{segmentId}:{index}");

    internal static RedisKey Publisher(IDatabase database, string set) => $"sw:{Tag(database, set)}:publisher";

    internal static RedisKey PublisherNumber(IDatabase database, string set) =>
        $"sw:{Tag(database, set)}:publisher:number";

    internal static RedisKey Live(string set, string worker) => $"sw:{set}:live:{worker}";

    internal static RedisKey LiveNames(string set) => $"sw:{set}:live";

    internal static RedisKey Quarantine(string set) => $"sw:{set}:quarantine";

    // In braces: all keys of an entry are in one slot of a cluster, so that they can be counted together.
    internal static RedisKey FloodSlice(string set, string entry, string slice) =>
        $"sw:{set}:flood:{{{entry}}}:{slice}:sealed";

    internal static RedisKey FloodSlices(string set, string entry) => $"sw:{set}:flood:{{{entry}}}";

    internal static RedisChannel Announce(string set) => RedisChannel.Literal($"sw:{set}:announce");

    private static string Tag(IDatabase database, string set) => IsCluster(database) ? $"{{{set}}}" : set;

    private static bool IsCluster(IDatabase database) =>
        database.Multiplexer.GetServers().Any(server => server.ServerType == ServerType.Cluster);
}
