namespace ScanWorker.Hosting;

/// <summary>Which of several names was probably meant.</summary>
internal static class NearestName
{
    /// <returns>" Did you mean X?", or nothing when no name is near.</returns>
    public static string Hint(string given, IEnumerable<string> names)
    {
        var nearest = names.Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => (Name: name, Edits: Edits(given.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Edits <= Math.Max(1, Math.Min(given.Length, candidate.Name.Length) / 3))
            .OrderBy(candidate => candidate.Edits).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is { } name ? $" Did you mean {name}?" : "";
    }

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours from one text to the other (optimal string
    /// alignment).
    /// </summary>
    public static int Edits(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var line = 0; line <= from.Length; line++)
        {
            for (var at = 0; at <= to.Length; at++)
            {
                rows[line, at] = line == 0 || at == 0 ? line + at : Least(from, to, rows, line, at);
            }
        }

        return rows[from.Length, to.Length];
    }

    private static int Least(string from, string to, int[,] rows, int line, int at)
    {
        var replaced = rows[line - 1, at - 1] + (from[line - 1] == to[at - 1] ? 0 : 1);
        var least = Math.Min(replaced, Math.Min(rows[line - 1, at], rows[line, at - 1]) + 1);
        return line > 1 && at > 1 && from[line - 1] == to[at - 2] && from[line - 2] == to[at - 1]
            ? Math.Min(least, rows[line - 2, at - 2] + 1)
            : least;
    }
}
