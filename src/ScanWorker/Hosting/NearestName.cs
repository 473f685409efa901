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

    /// <summary>Insertions, deletions and replacements from one text to the other (Levenshtein).</summary>
    public static int Edits(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var at = 0; at <= to.Length; at++)
        {
            row[at] = at;
        }

        for (var line = 1; line <= from.Length; line++)
        {
            (var diagonal, row[0]) = (row[0], line);
            for (var at = 1; at <= to.Length; at++)
            {
                var replaced = diagonal + (from[line - 1] == to[at - 1] ? 0 : 1);
                diagonal = row[at];
                row[at] = Math.Min(replaced, Math.Min(row[at], row[at - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
