using ScanWorker.Matching.Entries;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// The kinds that a list's hashes are taken for by their length alone: one that was cut is as long as one of another
/// kind.
/// </summary>
/// <param name="isOpenEnded">Whether the line that is being taken is the last, and has no end.</param>
internal sealed class GuessedKinds(Func<bool> isOpenEnded)
{
    private readonly HashSet<HashType> _seen = [];

    /// <exception cref="InvalidDataException">The hash is shorter than those before it, on a last line without an
    /// end.</exception>
    public void Add(long line, HashType kind)
    {
        if (_seen.Add(kind) && isOpenEnded()
            && _seen.Any(other => HashTypes.SizeBytes(other) > HashTypes.SizeBytes(kind)))
        {
            throw new InvalidDataException(
                $"Line {line} is the last, has no line end, and its hash is as short as {HashTypes.NameOf(kind)}, "
                + "which no line before it has: the list is cut off. Nothing is applied: get the whole list, or end "
                + "the line if it is right.");
        }
    }
}
