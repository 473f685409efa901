using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding.Isolation.Starting;

/// <summary>A thread that starts processes, under rules that they inherit.</summary>
/// <remarks>
/// One thread, and one that lives as long as they do: the kernel ends a process that asked for it when the thread that
/// started it ends, and not before its process does. And a thread of its own, because file rules and dropped
/// capabilities restrict a thread and all that it starts: so they hold for a process from its first instruction, and
/// for each of its threads, while the rest of the worker goes on as it was. A thread that is started here would be
/// restricted too: so nothing is done here but that, no task is completed, and whoever wants a process waits for
/// it.
/// </remarks>
internal sealed class StarterThread : IDisposable
{
    private readonly BlockingCollection<Order> _orders = [];
    private readonly Func<CageParts> _restrict;
    private readonly Thread _thread;

    /// <param name="name">Of the thread.</param>
    /// <param name="restrict">Called on it first of all; says what holds then.</param>
    public StarterThread(string name, Func<CageParts> restrict)
    {
        _restrict = restrict;
        // The runtime's own thread for signals is started by whoever needs it first.
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => { }).Dispose();
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>What of a cage is there from a process's first instruction; known once one has been started.</summary>
    public CageParts Holding { get; private set; }

    /// <summary>Starts a process. Blocks until that is done.</summary>
    /// <param name="start">How.</param>
    /// <param name="files">What it inherits beside its standard streams.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public Process Start(ProcessStartInfo start, params SafeHandle[] files)
    {
        using var order = new Order(start, files);
        _orders.Add(order);
        order.Done.Wait();
        return order.Process ?? throw order.Refused ?? new Win32Exception();
    }

    public void Dispose()
    {
        _orders.CompleteAdding();
        _thread.Join();
        _orders.Dispose();
    }

    private void Run()
    {
        Holding = _restrict();
        foreach (var order in _orders.GetConsumingEnumerable())
        {
            try
            {
                order.Process = InheritedFiles.Start(order.Start, order.Files);
            }
            catch (Win32Exception refused)
            {
                order.Refused = refused;
            }

            order.Done.Set();
        }
    }

    private sealed class Order(ProcessStartInfo start, SafeHandle[] files) : IDisposable
    {
        public ProcessStartInfo Start { get; } = start;

        public SafeHandle[] Files { get; } = files;

        public Process? Process { get; set; }

        public Win32Exception? Refused { get; set; }

        public ManualResetEventSlim Done { get; } = new();

        public void Dispose() => Done.Dispose();
    }
}
