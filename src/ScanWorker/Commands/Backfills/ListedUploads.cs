using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Adapters.Fetching;

namespace ScanWorker.Commands.Backfills;

/// <summary>
/// A list, a line an upload: its location, or its id, a tab and its location. Blank lines and those that begin with
/// <c>#</c> say nothing.
/// </summary>
/// <remarks>
/// A mark is how many lines are done, and the digest of them: a list that has changed there is refused, since a line
/// could be lost.
/// </remarks>
/// <param name="name">Names it in the checkpoint.</param>
/// <param name="open">Gives its text from the first line.</param>
/// <param name="canBeReadAgain">It can be opened twice.</param>
internal sealed class ListedUploads(string name, Func<TextReader> open, bool canBeReadAgain) : IPastUploads
{
    private const int IdBytesMax = 200;
    private static readonly string[] Schemes = [.. ContentSchemes.All.SelectMany(scheme => scheme.Schemes)];

    public string Name => name;

    public bool CanBeReadAgain => canBeReadAgain;

    public string? LeftOutBehind(string mark) => null;

    public async IAsyncEnumerable<PastUpload> ReadAsync(
        string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var text = open();
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (number, done) = (0L, LinesOf(after));
        while (await text.ReadLineAsync(cancellation) is { } line)
        {
            digest.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
            number++;
            if (number == done && MarkOf(number, digest) != after)
            {
                throw Changed(done);
            }

            if (number > done && line.Trim() is { Length: > 0 } entry && entry[0] != '#')
            {
                yield return Read(entry, number, MarkOf(number, digest));
            }
        }

        if (number < done)
        {
            throw Changed(done);
        }
    }

    private static PastUpload Read(string entry, long number, string mark)
    {
        var (id, place) = entry.Split('\t', 2) is [var given, var rest] ? (given.Trim(), rest.Trim()) : (null, entry);
        var location = place.StartsWith('/') ? PastUpload.LocationOf(place) : place;
        var upload = id is null ? PastUpload.At(location, mark) : new PastUpload(id, location, mark);
        var problem = !IsLocation(location) ? $"is no location ({string.Join(", ", Schemes)})"
            : Encoding.UTF8.GetByteCount(upload.UploadId) is 0 or > IdBytesMax
                ? $"has an upload id that is not of 1 to {IdBytesMax} bytes"
            : null;
        return problem is null ? upload : upload with
        {
            Problem = string.Create(CultureInfo.InvariantCulture, $"Line {number} is not sent: it {problem}."),
        };
    }

    private static bool IsLocation(string location) =>
        Uri.TryCreate(location, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme, StringComparer.Ordinal);

    private static string MarkOf(long number, IncrementalHash digest) => string.Create(
        CultureInfo.InvariantCulture, $"{number} {Convert.ToHexStringLower(digest.GetCurrentHash())}");

    private static long LinesOf(string? mark) => mark is null ? 0
        : long.TryParse(mark.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var lines) ? lines
        : throw new InvalidDataException("The checkpoint is not one of a list.");

    private static InvalidDataException Changed(long lines) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The list has changed in the {lines:N0} lines that the checkpoint says are done. ")
        + "Give the list as it was, or begin a new checkpoint.");
}
