using System.Reflection;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Matching.Index;

namespace ScanWorker.Pipeline.Findings;

/// <summary>What made findings: they are believed by the same program and decoders alone.</summary>
/// <remarks>
/// A mended decoder or index finds what the one before it missed; a <c>no-match</c> of before must not outlive the
/// mending in the cache.
/// </remarks>
internal sealed class FindingsOrigin
{
    /// <param name="program">The program's version.</param>
    /// <param name="decoders">Every decoder that may have a part in findings.</param>
    public FindingsOrigin(string program, IEnumerable<DecoderVersion> decoders) => Text = string.Join(
        ';',
        [
            program,
            .. new[] { typeof(PdqHasher), typeof(HashIndex), typeof(FindingsOrigin) }.Select(DecoderVersion.BuildOf),
            .. decoders.Select(decoder => decoder.Text).Order(StringComparer.Ordinal),
        ]);

    /// <summary>Compared as a whole; says nothing of the machine.</summary>
    public string Text { get; }
}

/// <summary>Which build of a decoder looks at pictures. Each decoder that is put into a host adds its own.</summary>
public sealed record DecoderVersion(string Text)
{
    /// <param name="ours">A type of the code that drives the library.</param>
    /// <param name="libraries">A type of each library that decodes.</param>
    /// <param name="others">Libraries that have no types, with their versions.</param>
    public static DecoderVersion Of(Type ours, IEnumerable<Type> libraries, params IEnumerable<string> others) =>
        new(string.Join(',', [BuildOf(ours), .. libraries.Select(BuildOf), .. others]));

    // The module's id changes with every change of the code, also where nobody raised a version.
    internal static string BuildOf(Type type) =>
        $"{type.Assembly.GetName().Name} "
            + $"{type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion} "
            + $"{type.Module.ModuleVersionId:N}";
}
