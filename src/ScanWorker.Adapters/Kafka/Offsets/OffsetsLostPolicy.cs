namespace ScanWorker.Adapters.Kafka.Offsets;

/// <summary>What to do when a group that has judged uploads has no offsets any more.</summary>
public enum OffsetsLostPolicy
{
    /// <summary>Resume behind the last verdict of each partition.</summary>
    Resume,

    /// <summary>End with a message.</summary>
    Refuse,

    /// <summary>Judge again whatever is there.</summary>
    Earliest,
}
