using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// The native Kafka client: one of the bundled builds, loaded by its full path, and never one that the system has.
/// </summary>
/// <remarks>
/// The build named after nothing needs <c>libsasl2.so.3</c> for Kerberos; where that is missing, the client would go on
/// to look for any library of its name. The others need nothing beyond the C library. So Kerberos gets the first, and
/// everybody else the second.
/// </remarks>
public static class KafkaLibrary
{
    private static readonly string[] WithoutKerberos = ["centos8-librdkafka", "alpine-librdkafka", "librdkafka"];
    private static readonly string[] WithKerberos = ["librdkafka", "alpine-librdkafka", "centos8-librdkafka"];
    private static readonly Lock Gate = new();
    private static string? _path;

    /// <summary>The file that was loaded, or null.</summary>
    public static string? Path => _path;

    public static string Version => Library.VersionString;

    /// <summary>Loads it, once for the process: the first caller's wish decides which build.</summary>
    /// <exception cref="DllNotFoundException">None of the bundled builds can be loaded here.</exception>
    internal static void Load(bool kerberos = false)
    {
        lock (Gate)
        {
            if (_path is not null || Library.IsLoaded)
            {
                return; // Whoever called the client before has let it choose; two builds do not go together.
            }

            var tried = new List<string>();
            foreach (var file in Candidates(kerberos))
            {
                if (NativeLibrary.TryLoad(file, out var handle))
                {
                    NativeLibrary.SetDllImportResolver(
                        typeof(Library).Assembly, (name, _, _) =>
                            name.Contains("librdkafka", StringComparison.Ordinal) ? handle : IntPtr.Zero);
                    _path = file;
                    return;
                }

                tried.Add(file);
            }

            throw new DllNotFoundException(
                tried.Count == 0
                    ? $"No librdkafka is bundled for {RuntimeInformation.RuntimeIdentifier}."
                    : $"None of the bundled librdkafka builds can be loaded: {string.Join(", ", tried)}.");
        }
    }

    /// <summary>Whether these settings ask for Kerberos, which is the client's own default for SASL.</summary>
    internal static bool WantsKerberos(IReadOnlyDictionary<string, string> client)
    {
        var protocol = client.GetValueOrDefault("security.protocol", "");
        var mechanism = client.GetValueOrDefault("sasl.mechanisms")
            ?? client.GetValueOrDefault("sasl.mechanism", "GSSAPI");
        return protocol.StartsWith("sasl", StringComparison.OrdinalIgnoreCase)
            && mechanism.Equals("GSSAPI", StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Candidates(bool kerberos)
    {
        var extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory).Distinct(StringComparer.Ordinal);
        return (kerberos ? WithKerberos : WithoutKerberos)
            .SelectMany(name => folders.Select(folder => System.IO.Path.Combine(folder, name + extension)))
            .Where(File.Exists);
    }
}
