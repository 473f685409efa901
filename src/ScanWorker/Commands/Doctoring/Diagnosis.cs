namespace ScanWorker.Commands.Doctoring;

/// <summary>What was found of one part.</summary>
/// <param name="Part">In one word.</param>
/// <param name="Problem">A sentence with what to do; null when the part is well.</param>
/// <param name="Remark">About a part that is well, or null.</param>
internal sealed record Diagnosis(string Part, string? Problem, string? Remark = null)
{
    /// <summary><c>ok</c> or <c>bad</c>.</summary>
    public string Status => Problem is null ? "ok" : "bad";
}
