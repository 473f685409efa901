using System.Security.Cryptography;
using ScanWorker.Replay.Diff;

namespace ScanWorker.Replay.Runs;

/// <summary>Which decoder made the pixels of which content, as recorded verdicts name it. Filled before it is
/// asked.</summary>
public sealed class RecordedDecoders
{
    // As long as an order to a decoder process may name one.
    private const int NameMax = 40;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <param name="outcome">Of an upload; of several of one content the last counts.</param>
    public void Add(UploadOutcome outcome)
    {
        if (outcome is { Sha256: { } digest, Decoder: { } decoder } && NameOf(decoder) is { } name)
        {
            _names[digest] = string.Intern(name);
        }
    }

    /// <returns>Its name, without a version; null where no verdict tells.</returns>
    public string? Of(ReadOnlyMemory<byte> content) =>
        _names.Count == 0 ? null : _names.GetValueOrDefault(Convert.ToHexStringLower(SHA256.HashData(content.Span)));

    // A recording may be anybody's: what is no decoder's name asks for none.
    private static string? NameOf(string decoder)
    {
        var name = decoder.Split('/')[0];
        return name.Length is > 0 and <= NameMax
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
                ? name
                : null;
    }
}
