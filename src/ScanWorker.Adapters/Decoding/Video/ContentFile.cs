using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using ScanWorker.Adapters.Decoding.Isolation;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>Content as a file that has no name and is in memory alone: some containers can only be read by whoever can
/// go back. Sealed, so that nobody writes to it any more.</summary>
internal static class ContentFile
{
    private const uint CloseOnExecute = 1;
    private const uint MaySeal = 2;
    private const int AddSeals = 1033;
    private const int SealsOfAllKinds = 0xF;

    /// <returns>Dispose it.</returns>
    /// <exception cref="Win32Exception">There is no such file to be had.</exception>
    /// <exception cref="IOException">There is no memory left for it.</exception>
    public static SafeFileHandle Of(ReadOnlyMemory<byte> content)
    {
        var descriptor = LinuxCalls.MemoryFile("content", CloseOnExecute | MaySeal);
        if (descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        var isSealed = false;
        try
        {
            RandomAccess.Write(file, content.Span, 0);
            isSealed = LinuxCalls.FileControl(descriptor, AddSeals, SealsOfAllKinds) == 0;
            return isSealed ? file : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
        finally
        {
            if (!isSealed)
            {
                file.Dispose();
            }
        }
    }
}
