using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Pipeline.Lookback;

/// <summary>One question that is asked of every past upload. Thread-safe.</summary>
internal interface ILookback
{
    /// <summary>Answers no for most uploads, quickly.</summary>
    FingerprintScreen Screen { get; }

    /// <param name="record">Of the topic of verdicts.</param>
    /// <param name="verdict">What it holds.</param>
    /// <returns>Null: the answer is no.</returns>
    LookbackFinding? Look(RecordedRecord record, VerdictEvent verdict);
}
