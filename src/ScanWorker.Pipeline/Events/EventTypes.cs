namespace ScanWorker.Pipeline.Events;

/// <summary>CloudEvents types. A version names a shape to which fields may only be added.</summary>
public static class EventTypes
{
    public const string Upload = "scanworker.upload.v1";
    public const string Verdict = "scanworker.verdict.v1";
    public const string Block = "scanworker.block.v1";
    public const string Report = "scanworker.report.v1";
    public const string Reversal = "scanworker.reversal.v1";
    public const string Retraction = "scanworker.retraction.v1";
    public const string Feedback = "scanworker.feedback.v1";
}
