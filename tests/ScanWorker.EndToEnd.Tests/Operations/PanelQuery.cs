namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>One query of a dashboard.</summary>
/// <param name="Panel">Dashboard and panel.</param>
/// <param name="Expression">PromQL.</param>
/// <param name="MayBeEmpty">The panel says itself that it is empty when all is well.</param>
internal sealed record PanelQuery(string Panel, string Expression, bool MayBeEmpty)
{
    public override string ToString() => $"{Panel}: {Expression}";
}
