namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>One alert.</summary>
/// <param name="Name">As it pages.</param>
/// <param name="Expression">PromQL.</param>
/// <param name="Runbook">Path in the repository.</param>
internal sealed record AlertRule(string Name, string Expression, string Runbook)
{
    public override string ToString() => Name;
}
