using System.Globalization;

namespace ScanWorker.Benchmarks.Load;

/// <summary>
/// A memory control group of its own, version 1 or 2, in which a process and all that it starts has so much memory and
/// no swap. Needs the rights of root.
/// </summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;
    private readonly bool _isFirst = Directory.Exists(Path.Combine(Root, "memory"));

    /// <exception cref="IOException">No control group can be made here.</exception>
    /// <exception cref="UnauthorizedAccessException">Only root may.</exception>
    public MemoryGroup(long limitBytes)
    {
        _folder = Path.Combine(
            _isFirst ? Path.Combine(Root, "memory") : Root,
            string.Create(CultureInfo.InvariantCulture, $"scanworker-load-{Environment.ProcessId}"));
        Directory.CreateDirectory(_folder);
        Write(_isFirst ? "memory.limit_in_bytes" : "memory.max", limitBytes);
        if (File.Exists(Path.Combine(_folder, "memory.swap.max")))
        {
            Write("memory.swap.max", 0);
        }
    }

    /// <summary>What the kernel charged to it at most, files that are mapped included.</summary>
    public long PeakBytes => Number(_isFirst ? "memory.max_usage_in_bytes" : "memory.peak");

    /// <summary>Of that, now, what is no file's: it cannot be given back.</summary>
    public long AnonymousBytes => Statistic(_isFirst ? "total_rss" : "anon");

    /// <summary>How often the kernel ended a process for want of memory.</summary>
    public long Kills => Statistic("oom_kill", _isFirst ? "memory.oom_control" : "memory.events");

    /// <summary>A command that runs another in the group.</summary>
    public (string File, string[] Arguments) Enter(string file, IEnumerable<string> arguments) =>
        ("sh", ["-c", "echo $$ > \"$0\" && exec \"$@\"", Path.Combine(_folder, "cgroup.procs"), file, .. arguments]);

    /// <summary>Nothing may run in it any more.</summary>
    public void Dispose() => Directory.Delete(_folder);

    private void Write(string name, long value) =>
        File.WriteAllText(Path.Combine(_folder, name), value.ToString(CultureInfo.InvariantCulture));

    private long Number(string name) =>
        long.Parse(File.ReadAllText(Path.Combine(_folder, name)), CultureInfo.InvariantCulture);

    private long Statistic(string key, string name = "memory.stat") =>
        File.ReadLines(Path.Combine(_folder, name))
            .Select(line => line.Split(' '))
            .Where(words => words[0] == key)
            .Select(words => long.Parse(words[1], CultureInfo.InvariantCulture))
            .Single();
}
