using System.Buffers;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Verdicts;

/// <summary>
/// Reads the lines of a recording, block by block on all lanes, and hands on what each gives, in order.
/// </summary>
internal static class LineLanes
{
    /// <param name="path">The recording.</param>
    /// <param name="lanes">How many threads.</param>
    /// <param name="clock">Measures how busy they are.</param>
    /// <param name="read">Reads the lines of one block on a lane; empty lines are left out.</param>
    /// <param name="take">Is given what came of each line, in order, by the caller's flow.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RunAsync<TLine>(
        string path, int lanes, TimeProvider clock, Func<LineBlock, List<TLine>> read, Action<TLine> take,
        CancellationToken cancellation)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        await OrderedLanes.RunAsync(
            LineBlocks.Read(stream).Select(Kept), lanes, clock,
            kept =>
            {
                using var owner = kept.Owner;
                return ValueTask.FromResult(read(kept.Block));
            },
            lines => lines.ForEach(take),
            cancellation);
    }

    private static (LineBlock Block, IMemoryOwner<byte> Owner) Kept(LineBlock block)
    {
        var owner = MemoryPool<byte>.Shared.Rent(block.Bytes.Length);
        block.Bytes.CopyTo(owner.Memory);
        return (block with { Bytes = owner.Memory[..block.Bytes.Length] }, owner);
    }
}
