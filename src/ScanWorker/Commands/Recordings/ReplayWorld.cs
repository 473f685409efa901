using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Commands.Recordings;

/// <summary>What a replay judges under.</summary>
internal sealed record ReplayWorld(IConfigurationRoot Configuration, LoadedHashSet Set, VerdictPolicy Policy);
