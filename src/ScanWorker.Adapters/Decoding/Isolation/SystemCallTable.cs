using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>The numbers of system calls on one kind of processor, as the kernel's own tables have them.</summary>
/// <param name="AuditArchitecture">How the kernel names the processor to a filter.</param>
/// <param name="Allowed">What a runtime and its decoders need that have read all their code: memory, time, their own
/// threads, reading and writing what is open already.</param>
/// <param name="SetThreadPointer">What a program calls before all else on a processor that has a call for it.</param>
/// <param name="Open">With the position of its flags among the arguments.</param>
internal sealed record SystemCallTable(
    uint AuditArchitecture, int[] Allowed, (int Number, int FlagsAt)[] Open, int MakeThread, int MakeThread3, int Prctl,
    int SignalThread, int ResourceLimits, int Seccomp, int SetCapabilities, int Execute, int? SetThreadPointer)
{
    private static readonly SystemCallTable X64 = new(
        AuditArchitecture: 0xC000003E,
        Allowed:
        [
            // read, write, futex, and what a thread does all the time.
            0, 1, 202, 24, 28, 228, 9, 10, 11, 12, 25, 318, 324,
            // close, stat, fstat, lstat, poll, lseek, pread64, readv, writev, access
            3, 4, 5, 6, 7, 8, 17, 19, 20, 21,
            // rt_sigaction, rt_sigprocmask, rt_sigreturn, sigaltstack, msync, mincore, nanosleep, restart_syscall
            13, 14, 15, 131, 26, 27, 35, 219,
            // getpid, uname, fcntl, flock, getcwd, readlink, gettimeofday, getrlimit, getrusage, sysinfo, times
            39, 63, 72, 73, 79, 89, 96, 97, 98, 99, 100,
            // getuid, getgid, geteuid, getegid, getppid, statfs, fstatfs, gettid, getdents64
            102, 104, 107, 108, 110, 137, 138, 186, 217,
            // sched_getaffinity, sched_setaffinity: each new thread sets its own
            204, 203,
            // pipe2, pipe, eventfd2, epoll_create1, dup, dup2, dup3, pselect6, select: between own threads
            293, 22, 290, 291, 32, 33, 292, 270, 23,
            // mlock, munlock, get_mempolicy, get_robust_list, ftruncate and pwrite64 of what is open already
            149, 150, 239, 274, 77, 18,
            // sched_getparam, sched_getscheduler, sched_get_priority_max, sched_get_priority_min, rt_sigtimedwait
            143, 145, 146, 147, 128,
            // set_tid_address, fadvise64, clock_getres, clock_nanosleep, exit, exit_group, epoll_wait, epoll_ctl
            218, 221, 229, 230, 60, 231, 232, 233,
            // newfstatat, readlinkat, faccessat, ppoll, set_robust_list, epoll_pwait, getcpu, statx, rseq, faccessat2
            262, 267, 269, 271, 273, 281, 309, 332, 334, 439,
        ],
        Open: [(257, 2), (2, 1)],
        MakeThread: 56, MakeThread3: 435, Prctl: 157, SignalThread: 234,
        ResourceLimits: 302, Seccomp: 317, SetCapabilities: 126, Execute: 59, SetThreadPointer: 158);

    private static readonly SystemCallTable Arm64 = new(
        AuditArchitecture: 0xC00000B7,
        Allowed:
        [
            // read, write, futex, and what a thread does all the time.
            63, 64, 98, 124, 233, 113, 222, 226, 215, 214, 216, 278, 283,
            // close, fstat, lseek, pread64, readv, writev, faccessat
            57, 80, 62, 67, 65, 66, 48,
            // rt_sigaction, rt_sigprocmask, rt_sigreturn, sigaltstack, msync, mincore, nanosleep, restart_syscall
            134, 135, 139, 132, 227, 232, 101, 128,
            // getpid, uname, fcntl, flock, getcwd, gettimeofday, getrusage, sysinfo, times
            172, 160, 25, 32, 17, 169, 165, 179, 153,
            // getuid, getgid, geteuid, getegid, getppid, statfs, fstatfs, gettid, getdents64
            174, 176, 175, 177, 173, 43, 44, 178, 61,
            // sched_getaffinity, sched_setaffinity: each new thread sets its own
            123, 122,
            // pipe2, eventfd2, epoll_create1, dup, dup3, pselect6: between own threads
            59, 19, 20, 23, 24, 72,
            // mlock, munlock, get_mempolicy, get_robust_list, ftruncate and pwrite64 of what is open already
            228, 229, 236, 100, 46, 68,
            // sched_getparam, sched_getscheduler, sched_get_priority_max, sched_get_priority_min, rt_sigtimedwait
            121, 120, 125, 126, 137,
            // set_tid_address, fadvise64, clock_getres, clock_nanosleep, exit, exit_group, epoll_pwait, epoll_ctl
            96, 223, 114, 115, 93, 94, 22, 21,
            // newfstatat, readlinkat, ppoll, set_robust_list, getcpu, statx, rseq, faccessat2
            79, 78, 73, 99, 168, 291, 293, 439,
        ],
        Open: [(56, 2)],
        MakeThread: 220, MakeThread3: 435, Prctl: 167, SignalThread: 131,
        ResourceLimits: 261, Seccomp: 277, SetCapabilities: 91, Execute: 221, SetThreadPointer: null);

    /// <summary>Of this machine; null where we have none.</summary>
    public static SystemCallTable? Own { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => X64,
        Architecture.Arm64 => Arm64,
        _ => null,
    };

    /// <summary>Every processor that we have a table for.</summary>
    public static IReadOnlyList<SystemCallTable> All { get; } = [X64, Arm64];
}
