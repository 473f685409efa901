using System.Reflection;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Hashing;
using ScanWorker.Matching;
using ScanWorker.Pipeline;

namespace ScanWorker.Reference;

/// <summary>The assemblies that the reference is made from.</summary>
internal static class ProductAssemblies
{
    public static readonly IReadOnlyList<Assembly> All =
    [
        typeof(Hash256).Assembly, typeof(HashIndex).Assembly, typeof(IUploadScanner).Assembly,
        typeof(KafkaOptions).Assembly,
        typeof(ProductAssemblies).Assembly,
    ];

    public static IEnumerable<Type> Types => All.SelectMany(assembly => assembly.GetTypes());
}
