using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ScanWorker.Testing.Servers;

/// <summary>A process that a test started and ends, come what may.</summary>
internal sealed class OwnedProcess : IDisposable
{
    public const int Terminate = 15;
    public const int Interrupt = 2;
    public const int Stop = 19;
    public const int Continue = 18;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private bool _disposed;

    private OwnedProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>VmHWM of the running process.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status")
                .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Processor time of it and of the processes that it started and that still run.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var (total, parents) = (_process.TotalProcessorTime, new HashSet<int> { _process.Id });
            foreach (var process in Process.GetProcesses().OrderBy(process => process.Id))
            {
                using var owned = process;
                if (ParentOf(process.Id) is { } parent && parents.Contains(parent))
                {
                    parents.Add(process.Id);
                    total += process.TotalProcessorTime;
                }
            }

            return total;
        }
    }

    /// <summary>What it has printed so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static OwnedProcess Start(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(file)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new OwnedProcess(new Process { StartInfo = info });
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start(
                "kill",
                [string.Create(CultureInfo.InvariantCulture, $"-{signal}"), _process.Id.ToString(
                    CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }

    /// <returns>The exit code; null when it still runs after <paramref name="deadline"/>.</returns>
    public int? WaitForExit(TimeSpan deadline)
    {
        if (!_process.WaitForExit(deadline))
        {
            return null;
        }

        _process.WaitForExit(); // The output streams too.
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Kill();
            _process.Dispose();
        }
    }

    private static int? ParentOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status")
                .First(line => line.StartsWith("PPid:", StringComparison.Ordinal));
            return int.Parse(line["PPid:".Length..], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // It has ended.
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
