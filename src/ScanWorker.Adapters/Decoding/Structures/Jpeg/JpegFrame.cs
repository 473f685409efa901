using System.Diagnostics.CodeAnalysis;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>What a JPEG's frame header (SOF) says.</summary>
internal sealed class JpegFrame
{
    private const int BytesPerCoefficient = 2;
    private const int ProgressiveMarker = 0xC2;

    private JpegFrame(byte marker, int width, int height, JpegComponent[] components) =>
        (IsProgressive, Width, Height, Components) = (marker == ProgressiveMarker, width, height, components);

    public bool IsProgressive { get; }

    public int Width { get; }

    /// <summary>0 if the header leaves it to a later marker.</summary>
    public int Height { get; }

    public JpegComponent[] Components { get; }

    public int Precision { get; private init; }

    /// <summary>Units in which the components of an interleaved scan are coded.</summary>
    public (int Across, int Down) Units { get; private init; }

    public long Coefficients => Components.Sum(part => (long)Units.Across * Units.Down * part.Blocks * 64);

    /// <summary>One row of units: coefficients, and as many floats as the largest component has.</summary>
    public long RowBytes
    {
        get
        {
            long most = Components.Max(part => part.Across) * Components.Max(part => part.Down) * 64 * sizeof(float);
            return Components.Sum(part => Units.Across * ((part.Blocks * 64L * BytesPerCoefficient) + most));
        }
    }

    /// <summary>Why decoders may disagree about the header, or null.</summary>
    public Oddity? Oddity
    {
        get
        {
            if (Components.Length is not (1 or 3) || Components.DistinctBy(part => part.Id).Count() < Components.Length)
            {
                return Decoding.Structures.Oddity.Components;
            }

            var (luma, rest) = (Components[0], Components[1..]);
            var isUsual = Components.Length == 1
                ? luma is { Across: 1, Down: 1 }
                : luma is { Across: 1 or 2 or 4, Down: 1 or 2 or 4, Blocks: <= 8 }
                    && (rest.All(part => part is { Across: 1, Down: 1 })
                        || rest.All(part => (part.Across, part.Down) == (luma.Across, luma.Down)));
            return isUsual ? null : Decoding.Structures.Oddity.Sampling;
        }
    }

    public static bool TryRead(byte marker, ReadOnlySpan<byte> segment, [NotNullWhen(true)] out JpegFrame? frame)
    {
        frame = null;
        if (segment.Length < 6 || segment[5] is 0 or > 4 || segment.Length < 6 + (3 * segment[5]))
        {
            return false;
        }

        var (height, width) = (ReadUInt16BigEndian(segment[1..]), ReadUInt16BigEndian(segment[3..]));
        var components = new JpegComponent[segment[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var part = segment.Slice(6 + (3 * i), 3);
            components[i] = new JpegComponent(part[0], part[1] >> 4, part[1] & 0xF, part[2]);
        }

        if (width == 0 || components.Any(part => part.Across is 0 or > 4 || part.Down is 0 or > 4))
        {
            return false;
        }

        var (across, down) = (components.Max(part => part.Across), components.Max(part => part.Down));
        foreach (var part in components)
        {
            part.BlocksAcross = Ceiling(Ceiling(width * part.Across, across), 8);
            part.BlocksDown = Ceiling(Ceiling(height * part.Down, down), 8);
        }

        frame = new JpegFrame(marker, width, height, components)
        {
            Precision = segment[0],
            Units = (Ceiling(width, 8 * across), Ceiling(height, 8 * down)),
        };
        return true;
    }

    private static int Ceiling(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}

/// <summary>One component of a frame.</summary>
/// <param name="Id">Its identifier, any byte.</param>
/// <param name="Across">Horizontal sampling factor, 1 to 4.</param>
/// <param name="Down">Vertical sampling factor, 1 to 4.</param>
/// <param name="Table">The number of its quantisation table.</param>
internal sealed record JpegComponent(byte Id, int Across, int Down, byte Table)
{
    /// <summary>Its blocks in one unit of an interleaved scan.</summary>
    public int Blocks => Across * Down;

    /// <summary>Its blocks in a scan of its own.</summary>
    public int BlocksAcross { get; set; }

    public int BlocksDown { get; set; }
}
