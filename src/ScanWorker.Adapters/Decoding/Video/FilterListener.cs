using ScanWorker.Adapters.Decoding.Isolation;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>A system call filter that asks before a program is executed, and whom it asks. For two threads: one opens
/// it and executes, the other allows that.</summary>
internal sealed unsafe class FilterListener : IDisposable
{
    // SECCOMP_IOCTL_NOTIF_RECV and _SEND, with the sizes of what they are given.
    private const nuint Receive = 0xC050_2100;
    private const nuint Send = 0xC018_2101;
    private const int NotificationBytes = 80;
    private const uint Continue = 1;

    private readonly ManualResetEventSlim _decided = new();
    private int _listener = -1;

    /// <summary>Puts the calling thread under the filter, which lasts over the execution of a program. The listener
    /// does not: the kernel closes it then.</summary>
    /// <returns>False where the kernel has no such filter.</returns>
    public bool Open()
    {
        _listener = SystemCallFilter.ApplyWithListener();
        _decided.Set();
        return _listener >= 0;
    }

    /// <summary>Nothing will be executed.</summary>
    public void GiveUp() => _decided.Set();

    /// <summary>Waits for the filter, then for what it asks, and allows it.</summary>
    public void AllowOne()
    {
        _decided.Wait();
        if (_listener < 0)
        {
            return;
        }

        var asked = stackalloc byte[NotificationBytes];
        new Span<byte>(asked, NotificationBytes).Clear();
        if (LinuxCalls.DeviceControl(_listener, Receive, asked) == 0)
        {
            // Its number, no value, no error, and the word that the kernel is to go on.
            var answer = stackalloc ulong[3] { *(ulong*)asked, 0, (ulong)Continue << 32 };
            _ = LinuxCalls.DeviceControl(_listener, Send, answer);
        }
    }

    public void Dispose() => _decided.Dispose();
}
