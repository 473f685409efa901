using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>ICC profiles (ICC.1): whether one leaves a picture about as it is stored, as sRGB, P3, Adobe RGB and their
/// like do.</summary>
internal static class ColourProfile
{
    private const int HeaderBytes = 128;
    private const int TagBytes = 12;
    private const int TagsMax = 100;
    private const int TableEntriesMax = 1 << 16;
    private const int TableSamples = 16;
    private const int FormulaSamples = 255;

    // Between gamma 1.4 and 2.8 no grey moves farther from where sRGB shows it.
    private const double ToneShiftMax = 0.18;

    /// <summary>Deny by default: a profile with tables of colours, with channels exchanged, or with a curve that is
    /// far from sRGB's or falls anywhere is not plain.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderBytes + 4 || !profile.Slice(36, 4).SequenceEqual("acsp"u8))
        {
            return false;
        }

        var isGrey = profile.Slice(16, 4).SequenceEqual("GRAY"u8);
        if (!isGrey && !profile.Slice(16, 4).SequenceEqual("RGB "u8))
        {
            return false;
        }

        // Of a screen, a scanner, a printer or a colour space; anything else is no profile of a picture.
        if (!IsOneOf(profile.Slice(12, 4), "mntrscnrprtrspac"u8))
        {
            return false;
        }

        if (HasTables(profile) || (HasCodes(profile) && !HasPlainCodes(TagOf(profile, "cicp"u8))))
        {
            return false;
        }

        return isGrey
            ? IsPlainCurve(TagOf(profile, "kTRC"u8))
            : profile.Slice(20, 4).SequenceEqual("XYZ "u8)
                && IsPlainCurve(TagOf(profile, "rTRC"u8))
                && IsPlainCurve(TagOf(profile, "gTRC"u8))
                && IsPlainCurve(TagOf(profile, "bTRC"u8))
                && ColorantOf(TagOf(profile, "rXYZ"u8)) is ( > 0.38 and < 0.85, > 0.12 and < 0.4, > -0.06 and < 0.08)
                && ColorantOf(TagOf(profile, "gXYZ"u8)) is ( > 0.1 and < 0.46, > 0.5 and < 0.85, > -0.04 and < 0.14)
                && ColorantOf(TagOf(profile, "bXYZ"u8)) is ( > -0.01 and < 0.21, > -0.01 and < 0.15, > 0.6 and < 0.9);
    }

    /// <summary>
    /// What is odd about a profile for the browsers' codecs: nothing if it is plain, and no more than that it is not if
    /// all show the same; but some go by its tables or codes, and some by its matrix and curves.
    /// </summary>
    public static Oddity? OddityOf(ReadOnlySpan<byte> profile) =>
        IsPlain(profile) ? null
        : profile.Length >= HeaderBytes + 4 && (HasTables(profile) || HasCodes(profile)) ? Oddity.ContestedColours
        : Oddity.ColourProfile;

    // A table, or codes of a colour space, go before matrix and curves where a profile has both.
    private static bool HasTables(ReadOnlySpan<byte> profile) =>
        ReadUInt32BigEndian(profile[HeaderBytes..]) > TagsMax
        || !EntryOf(profile, "A2B0A2B1A2B2D2B0D2B1D2B2"u8).IsEmpty;

    private static bool HasCodes(ReadOnlySpan<byte> profile) => !EntryOf(profile, "cicp"u8).IsEmpty;

    /// <summary>Code points of a colour space (H.273) that leave a picture about as it is stored: primaries from
    /// Rec. 709 to 2020 and P3, curves that are about sRGB's, or not said. Not PQ, HLG, linear light or XYZ.</summary>
    public static bool ArePlainCodes(int primaries, int curve) =>
        primaries is 1 or 2 or 4 or 5 or 6 or 7 or 9 or 11 or 12 or 22
        && curve is 1 or 2 or 4 or 5 or 6 or 7 or 11 or 12 or 13 or 14 or 15;

    private static bool HasPlainCodes(ReadOnlySpan<byte> tag) =>
        tag.Length >= 12 && tag.StartsWith("cicp"u8) && ArePlainCodes(tag[8], tag[9]) && tag[10] == 0;

    private static bool IsOneOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> names)
    {
        for (var at = 0; at < names.Length; at += 4)
        {
            if (name.SequenceEqual(names.Slice(at, 4)))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> TagOf(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> name)
    {
        var tag = EntryOf(profile, name);
        if (tag.IsEmpty)
        {
            return [];
        }

        var (from, length) = (ReadUInt32BigEndian(tag[4..]), ReadUInt32BigEndian(tag[8..]));
        return from <= profile.Length && length <= profile.Length - from ? profile.Slice((int)from, (int)length) : [];
    }

    // The first entry of the table of tags that has one of these names.
    private static ReadOnlySpan<byte> EntryOf(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> names)
    {
        var count = Math.Min(ReadUInt32BigEndian(profile[HeaderBytes..]), TagsMax);
        for (var i = 0; i < count && HeaderBytes + 4 + ((i + 1) * TagBytes) <= profile.Length; i++)
        {
            var tag = profile.Slice(HeaderBytes + 4 + (i * TagBytes), TagBytes);
            if (IsOneOf(tag[..4], names))
            {
                return tag;
            }
        }

        return [];
    }

    // From sRGB to Rec. 2020 and ProPhoto, relative to D50.
    private static (double X, double Y, double Z) ColorantOf(ReadOnlySpan<byte> colorant) =>
        colorant.Length >= 20 && colorant.StartsWith("XYZ "u8)
            ? (Fixed(colorant[8..]), Fixed(colorant[12..]), Fixed(colorant[16..]))
            : (double.NaN, double.NaN, double.NaN);

    private static double Fixed(ReadOnlySpan<byte> bytes) => ReadInt32BigEndian(bytes) / 65536.0;

    private static bool IsPlainCurve(ReadOnlySpan<byte> curve)
    {
        if (curve.Length < 12 || (!curve.StartsWith("curv"u8) && !curve.StartsWith("para"u8)))
        {
            return false;
        }

        var isTable = curve.StartsWith("curv"u8);
        if (isTable && !Rises(curve))
        {
            return false;
        }

        var (before, samples) = (0.0, isTable ? TableSamples : FormulaSamples);
        for (var i = 0; i <= samples; i++)
        {
            var stored = (double)i / samples;
            var shown = SrgbOf(isTable ? Table(curve, stored) : Parametric(curve, stored));
            if (!(Math.Abs(shown - stored) <= ToneShiftMax && shown >= before))
            {
                return false;
            }

            before = shown;
        }

        return true;
    }

    // What never falls cannot be far away between two samples that are near.
    private static bool Rises(ReadOnlySpan<byte> curve)
    {
        var entries = curve[12..];
        var count = ReadUInt32BigEndian(curve[8..]);
        if (count > TableEntriesMax || count > entries.Length / 2)
        {
            return false;
        }

        for (var i = 1; i < count; i++)
        {
            if (ReadUInt16BigEndian(entries[(2 * i)..]) < ReadUInt16BigEndian(entries[(2 * (i - 1))..]))
            {
                return false;
            }
        }

        return true;
    }

    private static double Table(ReadOnlySpan<byte> curve, double x)
    {
        var count = ReadUInt32BigEndian(curve[8..]);
        if (count == 0)
        {
            return x;
        }

        if (count == 1)
        {
            return Math.Pow(x, ReadUInt16BigEndian(curve[12..]) / 256.0);
        }

        var at = x * (count - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, (int)count - 1);
        var low = ReadUInt16BigEndian(curve[(12 + (2 * below))..]);
        var high = ReadUInt16BigEndian(curve[(12 + (2 * above))..]);
        return double.Lerp(low, high, at - below) / ushort.MaxValue;
    }

    // Kinds 0 to 4 with parameters g a b c d e f, as far as the kind has them.
    private static double Parametric(ReadOnlySpan<byte> curve, double x)
    {
        int kind = ReadUInt16BigEndian(curve[8..]);
        ReadOnlySpan<byte> counts = [1, 3, 4, 5, 7];
        if (kind >= counts.Length || curve.Length < 12 + (4 * counts[kind]))
        {
            return double.NaN;
        }

        Span<double> p = stackalloc double[7];
        for (var i = 0; i < counts[kind]; i++)
        {
            p[i] = Fixed(curve[(12 + (4 * i))..]);
        }

        var (g, a, b, c, d, e, f) = (p[0], p[1], p[2], p[3], p[4], p[5], p[6]);
        return kind switch
        {
            0 => Math.Pow(x, g),
            1 => x >= -b / a ? Math.Pow((a * x) + b, g) : 0,
            2 => x >= -b / a ? Math.Pow((a * x) + b, g) + c : c,
            3 => x >= d ? Math.Pow((a * x) + b, g) : c * x,
            _ => x >= d ? Math.Pow((a * x) + b, g) + e : (c * x) + f,
        };
    }

    private static double SrgbOf(double linear) =>
        linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
}
