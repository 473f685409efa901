using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>One assembly as it was built: what it references, and what each of its types uses.</summary>
internal sealed class BuiltAssembly
{
    private static readonly string[] Names =
        ["ScanWorker.Hashing", "ScanWorker.Matching", "ScanWorker.Pipeline", "ScanWorker.Replay", "ScanWorker.Adapters",
            "scanworker"];

    private static readonly Lazy<IReadOnlyList<BuiltAssembly>> Product = new(() => [.. Names.Select(Read)]);

    private BuiltAssembly(string name, IReadOnlyList<string> references, IReadOnlyList<Use> uses) =>
        (Name, References, Uses) = (name, references, uses);

    public static IReadOnlyList<BuiltAssembly> All => Product.Value;

    public static IEnumerable<Use> AllUses => All.SelectMany(assembly => assembly.Uses);

    public string Name { get; }

    /// <summary>Names of the assemblies that it references.</summary>
    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<Use> Uses { get; }

    public static BuiltAssembly Of(string name) => All.Single(assembly => assembly.Name == name);

    public override string ToString() => Name;

    private static BuiltAssembly Read(string name)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")));
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Order(StringComparer.Ordinal);
        var reader = new UseReader(file, metadata);
        return new BuiltAssembly(
            name, [.. references], [.. metadata.TypeDefinitions.SelectMany(reader.UsesOf).Distinct()]);
    }
}
