using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding.Isolation.Starting;

/// <summary>Starts processes that are given open files beside their standard streams, under the numbers that these
/// have here.</summary>
internal static class InheritedFiles
{
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExecute = 1;

    // While a file may be inherited, every process that is started inherits it.
    private static readonly Lock Starting = new();

    /// <exception cref="System.ComponentModel.Win32Exception">The system refuses.</exception>
    public static Process Start(ProcessStartInfo start, params ReadOnlySpan<SafeHandle> files)
    {
        lock (Starting)
        {
            foreach (var file in files)
            {
                Set(file, 0);
            }

            try
            {
                return Process.Start(start) ?? throw new UnreachableException("A process is started anew.");
            }
            finally
            {
                foreach (var file in files)
                {
                    Set(file, CloseOnExecute);
                }
            }
        }
    }

    /// <summary>The number by which the process that inherits it knows a file.</summary>
    public static int NumberOf(SafeHandle file) => (int)file.DangerousGetHandle();

    private static void Set(SafeHandle file, int flags) =>
        _ = LinuxCalls.FileControl(NumberOf(file), SetDescriptorFlags, flags);
}
