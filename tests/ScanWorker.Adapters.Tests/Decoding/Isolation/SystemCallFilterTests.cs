using ScanWorker.Adapters.Decoding.Isolation;

namespace ScanWorker.Adapters.Tests.Decoding.Isolation;

/// <summary>The filter as the kernel would run it, for every processor that has a table.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SystemCallFilterTests
{
    private const uint Allow = 0x7FFF0000;
    private const uint NotPermitted = 0x00050001;
    private const uint NotImplemented = 0x00050026;
    private const uint Kill = 0x80000000;
    private const int OwnId = 4711;
    private const int NumberMax = 600;

    private static readonly IReadOnlyList<SystemCallTable> Tables = SystemCallTable.All;

    [TestCaseSource(nameof(Tables))]
    public void Filter_EveryNumber_IsRefusedUnlessItIsAllowed(object named)
    {
        var table = (SystemCallTable)named;
        int[] decided =
        [
            .. table.Allowed, .. table.Open.Select(open => open.Number), table.MakeThread, table.MakeThread3,
            table.Prctl,
            table.SignalThread, table.ResourceLimits,
        ];

        for (var number = 0; number < NumberMax; number++)
        {
            if (table.Allowed.Contains(number))
            {
                Assert.That(Run(table, number), Is.EqualTo(Allow), $"{number}");
            }
            else if (!decided.Contains(number))
            {
                Assert.That(Run(table, number), Is.EqualTo(NotPermitted), $"{number}");
            }
        }
    }

    [TestCaseSource(nameof(Tables))]
    public void Filter_Opening_IsForReadingAlone(object named)
    {
        var table = (SystemCallTable)named;
        foreach (var (number, flagsAt) in table.Open)
        {
            Assert.That(Run(table, number, (flagsAt, 0x80000)), Is.EqualTo(Allow), "reading, closed on exec");
            foreach (var flag in (uint[])[0x1, 0x2, 0x3, 0x40, 0x41, 0x200, 0x400, 0x400000, 0x410000])
            {
                Assert.That(Run(table, number, (flagsAt, flag)), Is.EqualTo(NotPermitted), $"{flag:x}");
            }
        }
    }

    [TestCaseSource(nameof(Tables))]
    public void Filter_CallsWithConditions_AreAllowedForThisProcessAlone(object named)
    {
        var table = (SystemCallTable)named;

        Assert.That(Run(table, table.MakeThread, (0, 0x3D0F00)), Is.EqualTo(Allow), "a thread");
        Assert.That(Run(table, table.MakeThread, (0, 17)), Is.EqualTo(NotPermitted), "a process");
        Assert.That(Run(table, table.MakeThread3), Is.EqualTo(NotImplemented));
        Assert.That(Run(table, table.SignalThread, (0, OwnId)), Is.EqualTo(Allow));
        Assert.That(Run(table, table.SignalThread, (0, OwnId + 1)), Is.EqualTo(NotPermitted));
        Assert.That(Run(table, table.Prctl, (0, 15)), Is.EqualTo(Allow), "the name of a thread");
        Assert.That(Run(table, table.Prctl, (0, 4)), Is.EqualTo(NotPermitted), "dumpable");
        Assert.That(Run(table, table.ResourceLimits, (1, 7)), Is.EqualTo(Allow), "reading a limit");
        Assert.That(Run(table, table.ResourceLimits, (2, 1)), Is.EqualTo(NotPermitted), "setting a limit");
        Assert.That(Run(table, table.ResourceLimits, (2, 1L << 32)), Is.EqualTo(NotPermitted), "high half");
    }

    [TestCaseSource(nameof(Tables))]
    public void Filter_AnotherProcessorsNumbers_EndTheProcess(object named)
    {
        var table = (SystemCallTable)named;
        var filter = SystemCallFilter.Make(table, OwnId);

        Assert.That(Run(filter, table.AuditArchitecture ^ 1, 0), Is.EqualTo(Kill));
        Assert.That(Run(filter, table.AuditArchitecture, 0x40000000), Is.EqualTo(Kill));
    }

    [TestCaseSource(nameof(Tables))]
    public void Filter_OfAProgramToBe_AsksBeforeItIsExecutedAndAllowsItsStartAlone(object named)
    {
        const uint Ask = 0x7FC00000;
        var table = (SystemCallTable)named;
        var filter = SystemCallFilter.Make(table, OwnId, asksToExecute: true);

        Assert.That(Run(filter, table.AuditArchitecture, (uint)table.Execute), Is.EqualTo(Ask));
        for (var number = 0; number < NumberMax; number++)
        {
            if (number != table.Execute)
            {
                Assert.That(
                    Run(filter, table.AuditArchitecture, (uint)number), Is.EqualTo(Run(table, number)), $"{number}");
            }
        }

        if (table.SetThreadPointer is { } threads)
        {
            Assert.That(Run(filter, table.AuditArchitecture, (uint)threads, (0, 0x1002)), Is.EqualTo(Allow));
            Assert.That(Run(filter, table.AuditArchitecture, (uint)threads, (0, 0x1001)), Is.EqualTo(NotPermitted));
        }
    }

    private static uint Run(SystemCallTable table, int number, params (int At, long Value)[] arguments) =>
        Run(SystemCallFilter.Make(table, OwnId), table.AuditArchitecture, (uint)number, arguments);

    // The few instructions of the kernel's filter machine that ours is made of.
    private static uint Run(
        SystemCallFilter.Instruction[] filter, uint architecture, uint number, params (int At, long Value)[] arguments)
    {
        var data = new byte[64];
        BitConverter.TryWriteBytes(data, number);
        BitConverter.TryWriteBytes(data.AsSpan(4), architecture);
        foreach (var (at, value) in arguments)
        {
            BitConverter.TryWriteBytes(data.AsSpan(16 + (at * 8)), value);
        }

        var loaded = 0u;
        for (var at = 0; ; at++)
        {
            var (code, ifTrue, ifFalse, value) = filter[at];
            switch (code)
            {
                case 0x20:
                    loaded = BitConverter.ToUInt32(data, (int)value);
                    break;
                case 0x15:
                    at += loaded == value ? ifTrue : ifFalse;
                    break;
                case 0x35:
                    at += loaded >= value ? ifTrue : ifFalse;
                    break;
                case 0x45:
                    at += (loaded & value) != 0 ? ifTrue : ifFalse;
                    break;
                case 0x06:
                    return value;
                default:
                    throw new AssertionException($"No instruction {code:x}.");
            }
        }
    }
}
