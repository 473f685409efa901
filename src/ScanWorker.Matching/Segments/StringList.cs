namespace ScanWorker.Matching.Segments;

/// <summary>The strings of a column that is being built: each distinct one once, and its number for each row.</summary>
internal sealed class StringList
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<ulong> _hashes = [];
    private string? _last;
    private int _lastNumber;

    internal IReadOnlyCollection<string> Strings => _numbers.Keys;

    /// <summary>Of the string by its number.</summary>
    internal ulong HashOf(int number) => _hashes[number];

    /// <returns>The string's number: 0, 1, ... in order of first use.</returns>
    internal int Add(string text)
    {
        if (text == _last)
        {
            return _lastNumber; // Lists come bank by bank and source by source.
        }

        if (!_numbers.TryGetValue(text, out var number))
        {
            number = _numbers.Count;
            _hashes.Add(KeyHash.Of(text));
            _numbers.Add(text, number);
        }

        (_last, _lastNumber) = (text, number);
        return number;
    }

    /// <returns>0 for null, else the string's number plus one.</returns>
    internal int AddOptional(string? text) => text is null ? 0 : Add(text) + 1;
}
