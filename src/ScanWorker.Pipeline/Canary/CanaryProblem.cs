namespace ScanWorker.Pipeline.Canary;

/// <summary>What a canary found broken.</summary>
/// <param name="Step">Which part.</param>
/// <param name="Message">A sentence without any hash.</param>
public sealed record CanaryProblem(CanaryStep Step, string Message);

/// <summary>The part of the line that a canary found broken; a tag of a metric.</summary>
public enum CanaryStep
{
    /// <summary>The bytes could not be had, or have other digests.</summary>
    Fetch,

    /// <summary>The picture could not be decoded.</summary>
    Decode,

    /// <summary>Its perceptual hash is not the known one.</summary>
    Hash,

    /// <summary>The index did not find what is in it.</summary>
    Index,

    /// <summary>What was found did not lead to a block, or what was not found did.</summary>
    Policy,

    /// <summary>It did not finish in time, or failed in a way that nothing may.</summary>
    Line,
}
