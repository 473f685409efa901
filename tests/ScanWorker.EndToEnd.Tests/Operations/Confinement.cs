using System.Globalization;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>
/// What a container gives a worker: a user that is nobody, a root that is read-only, one folder to write to, 512 MiB.
/// </summary>
/// <remarks>
/// Made of mount namespaces, <c>setpriv</c> and, where this machine lets us, a memory cgroup of either version. As root
/// the worker runs as nobody; as another user it runs as that user, whose namespace it is. Without a cgroup the
/// runtime's own heap limit stands in.
/// </remarks>
internal sealed class Confinement : IDisposable
{
    public const long MemoryBytesMax = 512L << 20;
    private const int Nobody = 65534;

    private const string Script = """
        state=$1 group=$2; shift 2
        [ -z "$group" ] || echo $$ > "$group/cgroup.procs"
        mount --make-rprivate /
        mount --bind "$state" "$state"
        for at in / /tmp /var/tmp /run /dev/shm; do
          ! mountpoint -q "$at" || mount -o remount,ro,bind "$at"
        done
        cd /
        exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
        """;

    private readonly string _state;
    private readonly string _group;

    /// <param name="state">The folder that may be written to.</param>
    public Confinement(string state) => (_state, _group) = (state, MakeGroup());

    private static bool IsRoot { get; } = Environment.UserName == "root";

    /// <summary>For the worker: a heap limit where no cgroup tells the runtime of one.</summary>
    public IReadOnlyDictionary<string, string> Variables => _group.Length > 0
        ? new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0" }
        : new Dictionary<string, string>
        {
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_GCHeapHardLimit"] = "0x18000000"
        };

    /// <summary>Runs a command inside. The command keeps the process id of what is started.</summary>
    public IReadOnlyList<string> Around(params IEnumerable<string> command) =>
    [
        "unshare", IsRoot ? "--mount" : "--map-root-user", .. IsRoot ? Array.Empty<string>() : ["--mount"],
        "sh", "-euc", Script, "confined", _state, _group,
        .. IsRoot ? [Id("--reuid"), Id("--regid"), "--clear-groups"] : Array.Empty<string>(), .. command,
    ];

    public void Dispose()
    {
        if (_group.Length > 0)
        {
            // The kernel takes a moment.
            Poll.Until(TryDelete, TimeSpan.FromSeconds(10), () => $"{_group} is still in use.");
        }
    }

    private bool TryDelete()
    {
        try
        {
            Directory.Delete(_group);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Id(string option) => string.Create(CultureInfo.InvariantCulture, $"{option}={Nobody}");

    private static string MakeGroup()
    {
        foreach (
            var (parent, limit) in new[] { (
                "/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max") })
        {
            var group = Path.Combine(parent, $"scanworker-{Guid.NewGuid():N}");
            try
            {
                Directory.CreateDirectory(group);
                if (File.Exists(Path.Combine(group, limit)))
                {
                    File.WriteAllText(
                        Path.Combine(group, limit), MemoryBytesMax.ToString(CultureInfo.InvariantCulture));
                    return group;
                }

                Directory.Delete(group);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not ours to make here.
            }
        }

        return "";
    }
}
