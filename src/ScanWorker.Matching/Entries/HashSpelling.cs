using System.Buffers;
using System.Globalization;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>The ways in which tools and spreadsheets write a hash, and in which they destroy one.</summary>
internal static class HashSpelling
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> MantissaLetters = SearchValues.Create("0123456789.,");
    private static readonly SearchValues<char> GroupMarks = SearchValues.Create("-: .\u00A0");

    /// <summary>
    /// Takes away what stands around a hash: blanks that show and blanks that do not, quotes, an apostrophe before it,
    /// <c>="…"</c>, <c>0x</c>.
    /// </summary>
    internal static ReadOnlySpan<char> Bare(ReadOnlySpan<char> text)
    {
        var bare = TrimBlanks(text);
        if (bare is ['=', '"', .., '"'])
        {
            bare = bare[1..];
        }

        while (bare is ['"' or '\'' or '`' or '\u2018' or '\u2019' or '\u201C' or '\u201D', ..])
        {
            bare = bare[1..];
        }

        while (bare is [.., '"' or '\'' or '`' or '\u2018' or '\u2019' or '\u201C' or '\u201D'])
        {
            bare = bare[..^1];
        }

        bare = TrimBlanks(bare);
        return bare is ['0', 'x' or 'X', ..] or ['\\', 'x' or 'X', ..] ? bare[2..] : bare;
    }

    /// <summary>Writes hexadecimal digits without the marks between their groups.</summary>
    /// <returns>How many digits there are, or -1 when that many are not there, or something else is.</returns>
    internal static int Ungroup(ReadOnlySpan<char> text, Span<char> digits)
    {
        var count = 0;
        foreach (var letter in text)
        {
            if (GroupMarks.Contains(letter))
            {
                continue;
            }

            if (count == digits.Length || !HexDigits.Contains(letter))
            {
                return -1;
            }

            digits[count++] = letter;
        }

        return count == digits.Length ? count : -1;
    }

    internal static bool IsHex(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(HexDigits);

    /// <summary>What a spreadsheet has done to a text that should have been a hash of that many digits.</summary>
    /// <returns>A sentence for a person, without the text; null when it looks like no such damage.</returns>
    internal static string? DamageOf(ReadOnlySpan<char> text, int hexDigits)
    {
        var bare = Bare(text);
        if (IsScientific(bare))
        {
            return "holds a number in scientific notation: a spreadsheet took the hash for a number, and its digits are "
                + "lost. Export the list again with the column formatted as text";
        }

        var isOtherKind = bare.Length is Hash128.SizeBytes * 2 or Hash160.SizeBytes * 2;
        return IsHex(bare) && bare.Length < hexDigits && bare.Length >= hexDigits - (hexDigits / 4) && !isOtherKind
            ? string.Create(CultureInfo.InvariantCulture, $"has {bare.Length} of a hash's {hexDigits} digits: ")
                + "zeros at its beginning were lost, as spreadsheets lose them, or it was cut. Export the list again with "
                + "the column formatted as text"
            : null;
    }

    // 1.23457E+31, 2.00E+45, 1,5E+30; 12e34567… with nothing but digits is a hash.
    private static bool IsScientific(ReadOnlySpan<char> text)
    {
        var e = text.IndexOfAny('e', 'E');
        if (e <= 0 || e == text.Length - 1)
        {
            return false;
        }

        var mantissa = text[..e];
        var exponent = text[(e + 1)..];
        var isSigned = exponent[0] is '+' or '-';
        var point = mantissa.IndexOfAny('.', ',');
        return (isSigned || point >= 0)
            && IsDigits(isSigned ? exponent[1..] : exponent)
            && !mantissa.TrimStart('-').ContainsAnyExcept(MantissaLetters);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Digits);

    private static ReadOnlySpan<char> TrimBlanks(ReadOnlySpan<char> text)
    {
        while (text is [var first, ..] && IsBlank(first))
        {
            text = text[1..];
        }

        while (text is [.., var last] && IsBlank(last))
        {
            text = text[..^1];
        }

        return text;
    }

    // No-break spaces count as white space; marks of width zero and of direction do not.
    private static bool IsBlank(char letter) =>
        char.IsWhiteSpace(letter)
        || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.Control;
}
