using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>A seccomp filter: what is not named is refused. Refused calls fail with an error, so that a runtime which
/// tries something it can do without goes on.</summary>
/// <remarks>
/// What a filter sees are numbers, never what a pointer points at. So opening is decided by its flags (reading alone),
/// a clone by its (a thread of this process alone; clone3, whose flags are behind a pointer, is "not implemented",
/// whereupon the C library takes clone), a signal by its process, a resource limit by there being no new one.
/// </remarks>
internal static class SystemCallFilter
{
    private const uint Allow = 0x7FFF0000;
    private const uint KillProcess = 0x80000000;
    private const uint Refuse = 0x00050000;
    private const uint Ask = 0x7FC00000;
    private const uint NotPermitted = 1;
    private const uint NotImplemented = 38;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort Return = 0x06;

    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint ForeignNumbers = 0x40000000;

    // O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE: the same on both processors.
    private const uint Writes = 0x1 | 0x2 | 0x40 | 0x200 | 0x400 | 0x400000;
    private const uint Thread = 0x00010000;
    private const uint NameThread = 15;
    private const uint NameMemory = 0x53564D41;
    private const uint SetThreadPointer = 0x1002;

    private const int SetModeFilter = 1;

    /// <summary>Makes the filter of a process.</summary>
    /// <param name="table">Of this kind of processor.</param>
    /// <param name="processId">Whose threads may be signalled.</param>
    /// <param name="asksToExecute">Executing a program is asked for, not refused; and what a program does to start is
    /// allowed.</param>
    public static Instruction[] Make(SystemCallTable table, int processId, bool asksToExecute = false)
    {
        List<Instruction> filter =
        [
            new(Load, 0, 0, ArchitectureAt),
            new(JumpIfEqual, 1, 0, table.AuditArchitecture),
            new(Return, 0, 0, KillProcess),
            new(Load, 0, 0, NumberAt),
            new(JumpIfAtLeast, 0, 1, ForeignNumbers),
            new(Return, 0, 0, KillProcess),
        ];
        foreach (var number in table.Allowed)
        {
            filter.Add(new(JumpIfEqual, 0, 1, (uint)number));
            filter.Add(new(Return, 0, 0, Allow));
        }

        if (asksToExecute)
        {
            filter.Add(new(JumpIfEqual, 0, 1, (uint)table.Execute));
            filter.Add(new(Return, 0, 0, Ask));
            if (table.SetThreadPointer is { } threads)
            {
                Add(filter, threads, Argument(0), new(JumpIfEqual, 0, 1, SetThreadPointer));
            }
        }

        foreach (var (number, flagsAt) in table.Open)
        {
            Add(filter, number, Argument(flagsAt), new(JumpIfAnyBit, 1, 0, Writes));
        }

        Add(filter, table.MakeThread, Argument(0), new(JumpIfAnyBit, 0, 1, Thread));
        Add(filter, table.SignalThread, Argument(0), new(JumpIfEqual, 0, 1, (uint)processId));
        Add(filter, table.Prctl, Argument(0), new(JumpIfEqual, 0, 1, NameThread));
        Add(filter, table.Prctl, Argument(0), new(JumpIfEqual, 0, 1, NameMemory));
        AddReadingOfLimits(filter, table.ResourceLimits);
        filter.Add(new(JumpIfEqual, 0, 1, (uint)table.MakeThread3));
        filter.Add(new(Return, 0, 0, Refuse | NotImplemented));
        filter.Add(new(Return, 0, 0, Refuse | NotPermitted));
        return [.. filter];
    }

    /// <summary>Puts this process under its filter, every thread of it. There is no way back.</summary>
    /// <returns>Whether it holds.</returns>
    public static bool Apply()
    {
        const int AllThreads = 1;
        if (SystemCallTable.Own is not { } table)
        {
            return false;
        }

        return Apply(table, Make(table, Environment.ProcessId), AllThreads) == 0;
    }

    /// <summary>Puts the calling thread alone under the filter of a process that is to execute another
    /// program.</summary>
    /// <returns>The descriptor by which the kernel asks whether it may; negative where there is no such
    /// filter.</returns>
    public static int ApplyWithListener()
    {
        const int NewListener = 8;
        return SystemCallTable.Own is { } table
            ? Apply(table, Make(table, Environment.ProcessId, asksToExecute: true), NewListener)
            : -1;
    }

    private static unsafe int Apply(SystemCallTable table, Instruction[] filter, int flags)
    {
        fixed (Instruction* first = filter)
        {
            var program = new Program { Length = (ushort)filter.Length, First = (nint)first };
            return (int)LinuxCalls.SystemCall(table.Seccomp, SetModeFilter, flags, (nint)(&program), 0, 0);
        }
    }

    // Allowed if the test holds; else the next rule for the same number is asked, and refused in the end.
    private static void Add(List<Instruction> filter, int number, uint argument, Instruction test)
    {
        filter.Add(new(JumpIfEqual, 0, 4, (uint)number));
        filter.Add(new(Load, 0, 0, argument));
        filter.Add(test);
        filter.Add(new(Return, 0, 0, Allow));
        filter.Add(new(Load, 0, 0, NumberAt));
    }

    // prlimit64(pid, resource, new limit, old limit): the pointer to a new one is null in both halves.
    private static void AddReadingOfLimits(List<Instruction> filter, int number)
    {
        filter.Add(new(JumpIfEqual, 0, 6, (uint)number));
        filter.Add(new(Load, 0, 0, Argument(2)));
        filter.Add(new(JumpIfEqual, 0, 3, 0));
        filter.Add(new(Load, 0, 0, Argument(2) + 4));
        filter.Add(new(JumpIfEqual, 0, 1, 0));
        filter.Add(new(Return, 0, 0, Allow));
        filter.Add(new(Load, 0, 0, NumberAt));
    }

    private static uint Argument(int position) => 16 + ((uint)position * 8);

    /// <summary>One instruction of the kernel's packet filter.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public nint First;
    }
}
