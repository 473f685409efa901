namespace ScanWorker.EndToEnd.Tests.Storms;

/// <summary>What happens to workers and servers in a storm.</summary>
internal enum StormFault
{
    /// <summary><c>kill -9</c> of one, and a start.</summary>
    WorkerKilled,

    /// <summary>SIGSTOP of one, past its session's and its transaction's time: it wakes up as a zombie.</summary>
    WorkerSuspended,

    /// <summary><c>kill -9</c>, and a start.</summary>
    BrokerKilled,

    /// <summary>SIGSTOP for some seconds.</summary>
    BrokerSuspended,

    /// <summary>SIGSTOP for some seconds.</summary>
    RedisSuspended,

    /// <summary>A withdrawal is published, or rolled back.</summary>
    ListChanged,
}

/// <summary>Which fault comes when: mostly a worker is killed; of longer storms the rarer kinds are a part.</summary>
internal static class StormFaults
{
    /// <param name="number">Of the fault, from 1.</param>
    public static StormFault At(int number) => number switch
    {
        _ when number % 40 == 0 => StormFault.BrokerKilled,
        _ when number % 40 == 20 => StormFault.BrokerSuspended,
        _ when number % 20 == 10 => StormFault.WorkerSuspended,
        _ when number % 10 == 5 => StormFault.RedisSuspended,
        _ when number % 10 == 7 => StormFault.ListChanged,
        _ => StormFault.WorkerKilled,
    };
}
