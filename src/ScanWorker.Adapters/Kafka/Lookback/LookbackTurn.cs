namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>Whether a look back may be at work, as it knows who else is there. Pure.</summary>
/// <remarks>
/// Whoever sees itself among the members sees all that joined before, unless they have left. So of two jobs that begin
/// at the same time one at least sees the other, and both judge alike who stays.
/// </remarks>
internal static class LookbackTurn
{
    /// <param name="job">What is to be done.</param>
    /// <param name="me">Its own id as a member; null or empty: it has not joined.</param>
    /// <param name="members">All that are there.</param>
    public static LookbackPlace Of(LookbackJob job, string? me, IReadOnlyList<LookbackMember> members)
    {
        var strangers = members.Where(member => member.Id != me && !Shares(member)).ToList();
        if (string.IsNullOrEmpty(me))
        {
            return strangers.Count == 0 ? LookbackPlace.Work : LookbackPlace.Leave;
        }

        if (members.All(member => member.Id != me))
        {
            return LookbackPlace.Wait;
        }

        var first = members.MinBy(member => member.Id, StringComparer.Ordinal);
        return strangers.Count == 0 ? LookbackPlace.Work
            : first is not null && strangers.Contains(first) ? LookbackPlace.Leave
            : LookbackPlace.Wait;

        bool Shares(LookbackMember member) => !job.IsExclusive && member.ClientId == job.ClientId;
    }
}

/// <summary>What a look back does beside others.</summary>
internal enum LookbackPlace
{
    /// <summary>Nobody else is there, or only instances of the same job that share it.</summary>
    Work,

    /// <summary>It has not joined yet, or others that will leave have not left yet.</summary>
    Wait,

    /// <summary>Another job is there, and stays.</summary>
    Leave,
}

/// <summary>A member of the group of all that look back.</summary>
/// <param name="Id">As the broker named it.</param>
/// <param name="ClientId">Tells its job.</param>
internal sealed record LookbackMember(string Id, string ClientId);
