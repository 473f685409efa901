using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding;

/// <summary>How one format begins.</summary>
/// <param name="Name">In kebab-case, as the verdict's reason writes it.</param>
/// <param name="Format">What it is decoded as, or null if nothing decodes it.</param>
/// <param name="Start">At offset 0, may be empty.</param>
/// <param name="Middle">At <paramref name="MiddleOffset"/>, may be empty.</param>
/// <param name="MiddleOffset">From the first byte.</param>
internal sealed record FormatSignature(string Name, ImageFormat? Format, byte[] Start, byte[] Middle, int MiddleOffset)
{
    /// <summary>A further look at a content that begins so, for signatures too short to be sure.</summary>
    public Func<ReadOnlySpan<byte>, bool>? Accepts { get; init; }

    /// <summary>Nothing of ours reads its structure: native decoders find their own way in it.</summary>
    public bool IsForeign { get; private init; }

    public static FormatSignature Decoded(
        ImageFormat format, ReadOnlySpan<byte> start, ReadOnlySpan<byte> middle = default, int middleOffset = 0) =>
        new(Pipeline.KebabCase.Of(format), format, start.ToArray(), middle.ToArray(), middleOffset);

    public static FormatSignature Refused(
        string name, ReadOnlySpan<byte> start, ReadOnlySpan<byte> middle, int middleOffset) =>
        new(name, null, start.ToArray(), middle.ToArray(), middleOffset);

    /// <summary>A format with its signature at <paramref name="offset"/>.</summary>
    public static FormatSignature Refused(string name, ReadOnlySpan<byte> signature, int offset = 0) =>
        new(name, null, [], signature.ToArray(), offset);

    /// <summary>A format of native decoders, under the name that a reason gives it where there are none.</summary>
    public static FormatSignature Foreign(
        string name, ImageFormat format, ReadOnlySpan<byte> signature, int offset = 0) =>
        new(name, format, [], signature.ToArray(), offset) { IsForeign = true };

    public bool Fits(ReadOnlySpan<byte> content) =>
        content.StartsWith(Start)
        && content.Length >= MiddleOffset + Middle.Length
        && content.Slice(MiddleOffset, Middle.Length).SequenceEqual(Middle)
        && Accepts?.Invoke(content) != false;
}
