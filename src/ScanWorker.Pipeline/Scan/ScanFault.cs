using System.Text;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Scan;

/// <summary>An exception that no upload may cause: what it makes of the upload, and what may be told of it.</summary>
internal static class ScanFault
{
    /// <summary>Memory that ran out is about the picture, all else about us.</summary>
    public static UnscannableReason ReasonOf(Exception fault, string stage) => fault is OutOfMemoryException
        ? new UnscannableReason(UnscannableCode.DecodeMemory, "out-of-memory")
        : new UnscannableReason(UnscannableCode.InternalError, stage);

    /// <summary>Types and stacks, and no message: those may quote the upload.</summary>
    public static string Describe(Exception fault)
    {
        var text = new StringBuilder();
        for (var one = fault; one is not null; one = one.InnerException)
        {
            text.Append(one.GetType()).AppendLine().AppendLine(one.StackTrace);
        }

        return text.ToString();
    }
}
