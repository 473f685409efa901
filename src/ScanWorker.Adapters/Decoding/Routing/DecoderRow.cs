using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Routing;

/// <summary>One row of the table: what is decoded by what.</summary>
/// <param name="Formats">That it is for.</param>
/// <param name="Kind">Of pictures in them.</param>
/// <param name="Decoder">Its name goes into the verdict.</param>
/// <param name="ReadHeader">How the size is found where our own reader of the structure does not say it.</param>
internal sealed record DecoderRow(
    ImageFormat[] Formats, PictureKind Kind, IPictureDecoder Decoder,
    Func<ImageFormat, ReadOnlyMemory<byte>, Outcome<PictureStructure>>? ReadHeader = null)
{
    /// <summary>Native code: used in a process that can be killed, and nowhere else.</summary>
    public bool NeedsIsolation { get; init; }

    /// <summary>What must be installed beside the program, for people; null for nothing.</summary>
    public string? Needs { get; init; }

    /// <summary>A decoder without which this row is of no use; null for none.</summary>
    public IPictureDecoder? Behind { get; init; }

    /// <summary>Whether what it needs is there. Loads it.</summary>
    public bool IsAvailable => Decoder.IsAvailable && Behind is null or { IsAvailable: true };
}
