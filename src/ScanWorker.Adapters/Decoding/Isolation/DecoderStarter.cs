using System.Collections.Concurrent;
using System.Diagnostics;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>The one thread that starts decoder processes.</summary>
/// <remarks>
/// One thread, and one that lives as long as they do: the kernel ends a process that asked for it when the thread that
/// started it ends, and not before its process does. And a thread of its own, because file rules and dropped
/// capabilities restrict a thread and all that it starts: so they hold for a decoder from its first
/// instruction, and for each of its threads, while the
/// rest of the worker goes on as it was.
/// </remarks>
internal sealed class DecoderStarter : IDisposable
{
    private readonly BlockingCollection<(long MemoryBytesMax, TaskCompletionSource<Process> Started)> _orders = [];
    private readonly DecoderProgram _program;
    private readonly Thread _thread;

    public DecoderStarter(DecoderProgram program)
    {
        _program = program;
        _thread = new Thread(Run) { IsBackground = true, Name = "decoder starter" };
        _thread.Start();
    }

    /// <summary>What of the cage is there from a process's first instruction; known once one has been
    /// started.</summary>
    public CageParts Holding { get; private set; }

    /// <summary>Starts a process, its three standard streams on pipes.</summary>
    /// <param name="memoryBytesMax">What decoding may take at once.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The system refuses.</exception>
    public Task<Process> StartAsync(long memoryBytesMax)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Add((memoryBytesMax, started));
        return started.Task;
    }

    public void Dispose()
    {
        _orders.CompleteAdding();
        _thread.Join();
        _orders.Dispose();
    }

    private void Run()
    {
        Holding = FileRules.Apply(_program.Folders) ? CageParts.FileRules : CageParts.None;
        Holding |= Cage.DropCapabilities() ? CageParts.NoCapabilities : CageParts.None;
        foreach (var (memoryBytesMax, started) in _orders.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Start(memoryBytesMax));
            }
            catch (System.ComponentModel.Win32Exception refused)
            {
                started.SetException(refused);
            }
        }
    }

    private Process Start(long memoryBytesMax)
    {
        var start = new ProcessStartInfo(_program.File, _program.ArgumentsFor(Environment.ProcessId, memoryBytesMax))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new UnreachableException("A process is started anew.");
    }

    // Nothing of the worker's own, which may hold credentials; what makes a small runtime, and a quiet one.
    private static Dictionary<string, string> Variables()
    {
        const string HeapBytesMax = "0xC000000";
        const string YoungBytes = "0x400000";
        var variables = new Dictionary<string, string>
        {
            ["DOTNET_GCHeapHardLimit"] = HeapBytesMax,
            ["DOTNET_GCgen0size"] = YoungBytes,
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_DbgEnableMiniDump"] = "0",
        };
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
        {
            variables["DOTNET_ROOT"] = root;
        }

        return variables;
    }
}
