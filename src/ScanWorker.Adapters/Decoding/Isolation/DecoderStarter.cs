using System.Diagnostics;
using ScanWorker.Adapters.Decoding.Isolation.Starting;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>Starts decoder processes, on one thread.</summary>
internal sealed class DecoderStarter(DecoderProgram program) : IDisposable
{
    private readonly StarterThread _thread = new("decoder starter", () =>
        (FileRules.Apply(program.Folders) ? CageParts.FileRules : CageParts.None)
        | (Cage.DropCapabilities() ? CageParts.NoCapabilities : CageParts.None));

    /// <inheritdoc cref="StarterThread.Holding"/>
    public CageParts Holding => _thread.Holding;

    /// <summary>Starts a process, its three standard streams on pipes, and two more for frames of a video.</summary>
    /// <param name="memoryBytesMax">What decoding may take at once.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The system refuses.</exception>
    public StartedDecoder Start(long memoryBytesMax)
    {
        var pipes = new FilmPipes();
        try
        {
            var start = Piped(program.File, program.ArgumentsFor(Environment.ProcessId, memoryBytesMax, pipes));
            return new StartedDecoder(_thread.Start(start, pipes.Frames, pipes.Times), pipes);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            pipes.Dispose();
            throw;
        }
        finally
        {
            pipes.Inherited();
        }
    }

    /// <summary>How this program is started as a small one: its standard streams are pipes, and nothing of the worker's
    /// is in its environment.</summary>
    public static ProcessStartInfo Piped(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
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

        return start;
    }

    public void Dispose() => _thread.Dispose();

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

/// <summary>A decoder process that has been started, and the worker's ends of the pipes that are only its.</summary>
internal sealed record StartedDecoder(Process Process, FilmPipes Pipes);
