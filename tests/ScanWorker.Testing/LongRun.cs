using System.Globalization;

namespace ScanWorker.Testing;

/// <summary>Tests are short by themselves, and as long as a variable of the environment says.</summary>
internal static class LongRun
{
    /// <returns>What the variable says, or <paramref name="otherwise"/> where it is no number.</returns>
    public static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value)
            ? value
            : otherwise;
}
