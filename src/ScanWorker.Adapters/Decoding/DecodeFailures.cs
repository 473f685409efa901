using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;
using SixLabors.ImageSharp.Memory;

namespace ScanWorker.Adapters.Decoding;

/// <summary>What the exceptions of a decoder say about the picture.</summary>
internal static class DecodeFailures
{
    private static readonly UnscannableReason OutOfMemory = new(UnscannableCode.DecodeMemory, "out-of-memory");

    /// <summary>
    /// Decoders are written for honest pictures: on others they run over the ends of their tables, divide by zero,
    /// and so on. That is the picture's fault, whatever the exception is called.
    /// </summary>
    /// <returns>The reason, or null for an exception that is not about the picture, such as the deadline's.</returns>
    public static UnscannableReason? Classify(Exception failure) => failure switch
    {
        OperationCanceledException => null,
        OutOfMemoryException => OutOfMemory,
        InvalidMemoryOperationException => UnscannableCode.DecodeMemory,
        { InnerException: InvalidMemoryOperationException } => UnscannableCode.DecodeMemory,
        NotSupportedException => new UnscannableReason(UnscannableCode.UnsupportedFormat, "variant"),
        _ => Damage.Undecodable,
    };
}
