using System.Reflection;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Hashing;
using ScanWorker.Hosting;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Documentation;

/// <summary>The assemblies that the reference is made from.</summary>
internal static class ProductAssemblies
{
    public static readonly IReadOnlyList<Assembly> All =
    [
        typeof(Hash256).Assembly, typeof(HashIndex).Assembly, typeof(IUploadScanner).Assembly,
        typeof(RecordedRecord).Assembly, typeof(KafkaOptions).Assembly, typeof(WorkerHost).Assembly,
    ];

    public static IEnumerable<Type> Types => All.SelectMany(assembly => assembly.GetTypes());
}
