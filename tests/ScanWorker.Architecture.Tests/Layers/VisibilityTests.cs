using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ScanWorker.Architecture.Tests.Tidy;

namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>A type is public only if another project of src or tools names it; tests see internals.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class VisibilityTests
{
    private static readonly string[] Libraries =
    [
        "ScanWorker.Hashing", "ScanWorker.Matching", "ScanWorker.Pipeline", "ScanWorker.Replay", "ScanWorker.Adapters",
    ];

    private static readonly string[] Programs = ["scanworker", "ScanWorker.Documentation"];

    /// <summary>
    /// Who sees whose internals, tests apart. Hashing and Matching are libraries: they show theirs to nobody. From
    /// Pipeline on it is one product in several assemblies: what stands to the right sees the internals of what stands
    /// to the left, so that a type is public for the sake of a contract and never for the sake of a neighbour.
    /// </summary>
    private static readonly Dictionary<string, string[]> Friends = new()
    {
        ["ScanWorker.Hashing"] = [],
        ["ScanWorker.Matching"] = [],
        ["ScanWorker.Pipeline"] =
            ["ScanWorker.Adapters", "ScanWorker.Documentation", "ScanWorker.Replay", "scanworker"],
        ["ScanWorker.Replay"] = ["ScanWorker.Adapters", "ScanWorker.Documentation", "scanworker"],
        ["ScanWorker.Adapters"] = ["ScanWorker.Documentation", "scanworker"],
        ["scanworker"] = ["ScanWorker.Documentation"],
        ["ScanWorker.Documentation"] = [],
    };

    private static readonly Lazy<ILookup<string, string>> Naming = new(() => SourceFile.All
        .Where(file => !file.Path.StartsWith("tests/", StringComparison.Ordinal))
        .GroupBy(file => file.Path.Split('/')[1])
        .SelectMany(project => project.SelectMany(file => file.Syntax.DescendantTokens())
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText).Distinct()
            .Select(name => (name, project.Key)))
        .ToLookup(pair => pair.name, pair => pair.Key));

    [TestCaseSource(nameof(Libraries))]
    public void Type_PublicInALibrary_IsNamedByAnotherProject(string library)
    {
        var types = Assembly.Load(library).GetExportedTypes().Where(IsWritten).ToList();
        var references = ReferencesOfOthers(library);
        var needed = new HashSet<Type>();
        var queue = new Queue<Type>(types.Where(type => IsNamedOutside(type, references)));
        while (queue.TryDequeue(out var type))
        {
            if (needed.Add(type))
            {
                foreach (var part in SignatureOf(type).SelectMany(Flat)
                    .Where(part => part.Assembly == type.Assembly))
                {
                    queue.Enqueue(part);
                }
            }
        }

        Expect.None(
            types.Except(needed).Select(type => type.FullName),
            "Make these internal: no other project names them, nor does the signature of a type that one names.");
    }

    /// <summary>A program has no users, but for the tool that documents it.</summary>
    [TestCaseSource(nameof(Programs))]
    public void Type_PublicInAProgram_IsNamedByAnotherProject(string program) =>
        Type_PublicInALibrary_IsNamedByAnotherProject(program);

    [TestCaseSource(nameof(Everything))]
    public void Internals_OfEachAssembly_AreShownToItsFriendsAlone(string assembly)
    {
        var shown = Assembly.Load(assembly).GetCustomAttributes<InternalsVisibleToAttribute>()
            .Select(friend => friend.AssemblyName).Where(name => !IsForTests(name));

        Assert.That(shown.Distinct(), Is.EquivalentTo(Friends[assembly]));
    }

    private static IEnumerable<string> Everything => Libraries.Concat(Programs);

    private static bool IsForTests(string name) => name.EndsWith("Tests", StringComparison.Ordinal)
        || name is "ScanWorker.Testing" or "ScanWorker.Benchmarks" or "ScanWorker.Fuzz";

    // Constants leave no trace in the assembly that uses them, so the source is asked for those.
    private static bool IsNamedOutside(Type type, HashSet<string> references) =>
        references.Contains((type.DeclaringType ?? type).FullName ?? "")
        || (HasConstants(type) && Naming.Value[type.Name].Any(project => project != ProjectOf(type.Assembly)));

    private static string ProjectOf(Assembly assembly) =>
        assembly.GetName().Name is { } name && name != "scanworker" ? name : "ScanWorker";

    // Not what the compiler makes: extension blocks' markers, and the class of a program's own statements.
    private static bool IsWritten(Type type) =>
        type.Name != "Program" && !(type.FullName ?? "").Contains('<', StringComparison.Ordinal);

    private static bool HasConstants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Any(field => field.IsLiteral);

    private static HashSet<string> ReferencesOfOthers(string library) =>
        Everything.Where(name => name != library).SelectMany(ReferencesOf)
            .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> ReferencesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll")));
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(handle => TypeNames.Of(metadata, handle).Split('/')[0])];
    }

    private static IEnumerable<Type> SignatureOf(Type type)
    {
        const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
            | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(Members).Cast<MethodBase>().Concat(type.GetConstructors(Members))
            .Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);
        return type.GetInterfaces().Append(type.BaseType).Append(type.DeclaringType)
            .Concat(type.GetFields(Members).Where(field => field.IsPublic).Select(field => field.FieldType))
            .Concat(methods.SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType)
                .Append((method as MethodInfo)?.ReturnType)))
            .Concat(type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()))
            .OfType<Type>();
    }

    private static IEnumerable<Type> Flat(Type type) =>
        type.HasElementType ? Flat(type.GetElementType() ?? type)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Flat).Prepend(type.GetGenericTypeDefinition())
        : [type];
}
