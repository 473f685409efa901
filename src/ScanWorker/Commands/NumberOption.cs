using System.CommandLine;
using System.Globalization;

namespace ScanWorker.Commands;

/// <summary>Options whose value is a number, each with its range.</summary>
/// <remarks>
/// A validator that asks for the value of what is no number throws; so the words themselves are looked at.
/// </remarks>
internal static class NumberOption
{
    public static Option<T> Within<T>(this Option<T> option, double least, double most)
    {
        var isWhole = (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)) != typeof(double);
        option.Validators.Add(result =>
        {
            // What is no number at all is the parser's to tell.
            if (result.Tokens.Select(token => NumberIn(token.Value, isWhole)).Any(
                number => number is { } value && !(value >= least && value <= most)))
            {
                result.AddError($"{option.Name} is {RangeOf(least, most)}.");
            }
        });
        return option;
    }

    /// <summary>One that refuses 0 and less.</summary>
    public static Option<T> AtLeastOne<T>(this Option<T> option) => option.Within(1, int.MaxValue);

    private static string RangeOf(double least, double most) => most is int.MaxValue or >= long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"from {least:#,0.##} on")
        : string.Create(CultureInfo.InvariantCulture, $"from {least:#,0.##} to {most:#,0.##}");

    private static double? NumberIn(string word, bool isWhole)
    {
        const NumberStyles Signed = NumberStyles.AllowLeadingSign;
        return isWhole && !long.TryParse(word, Signed, CultureInfo.InvariantCulture, out _) ? null
            : double.TryParse(
                word, Signed | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out var number) ? number
            : null;
    }
}
