using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>One format that lists come in.</summary>
internal interface IListFormat
{
    /// <summary>For <c>--format</c>.</summary>
    string Name { get; }

    /// <summary>What the list's source is called where nobody says; null for the bank's name.</summary>
    string? DefaultSource { get; }

    /// <summary>A row is one hash, and several rows may be of one entry.</summary>
    bool RowsAreHashes { get; }

    /// <summary>Whether a list looks like this format.</summary>
    /// <param name="fileName">Without its folder.</param>
    /// <param name="start">The first bytes of the list, without a byte order mark.</param>
    bool Resembles(string fileName, ReadOnlySpan<byte> start);

    /// <summary>Reads a list to its end, in memory that does not grow with it.</summary>
    /// <exception cref="InvalidDataException">What is wrong is wrong with the whole list: nothing of it can be
    /// taken.</exception>
    void Read(Stream list, ListSettings settings, IListSink sink);
}
