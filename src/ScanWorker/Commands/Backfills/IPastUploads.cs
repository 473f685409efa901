using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Adapters.Fetching;

namespace ScanWorker.Commands.Backfills;

/// <summary>Past uploads, in an order that is the same in every run.</summary>
internal interface IPastUploads
{
    /// <summary>Names them in the checkpoint.</summary>
    string Name { get; }

    /// <summary>They can be counted before they are read.</summary>
    bool CanBeReadAgain { get; }

    /// <summary>
    /// What a run that goes on behind a mark leaves out, as a sentence; null: nothing, or the mark would be refused.
    /// </summary>
    string? LeftOutBehind(string mark);

    /// <param name="after">The mark of the last one that is done; null: from the first.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The mark is of something else.</exception>
    IAsyncEnumerable<PastUpload> ReadAsync(string? after, CancellationToken cancellation);
}

/// <summary>One of them.</summary>
/// <param name="UploadId">The upload service's, or made of the location: the same in every run.</param>
/// <param name="Location">A URI. May carry a signature: never shown.</param>
/// <param name="Mark">From which a later run goes on behind it.</param>
internal sealed record PastUpload(string UploadId, string Location, string Mark)
{
    private const int IdBytes = 16;

    /// <summary>Why it cannot be sent, as a sentence; null when it can.</summary>
    public string? Problem { get; init; }

    public static PastUpload At(string location, string mark) => new(IdOf(location), location, mark);

    /// <param name="path">From the root.</param>
    /// <param name="mark">From which a later run goes on behind it.</param>
    public static PastUpload OfFile(string path, string mark) => At(LocationOf(path), mark);

    /// <summary>A path as a URI.</summary>
    public static string LocationOf(string path) =>
        $"file://{ContentSchemes.EscapePath(path.Replace(Path.DirectorySeparatorChar, '/'))}";

    /// <summary>For those whose marks are places in an order that new ones may come into anywhere.</summary>
    public static string AddedBefore(string mark) =>
        $"scanworker: resuming after '{mark}'. Whatever was added before it since is not sent: begin a new checkpoint "
            + "for that.";

    public override string ToString() => UploadId;

    private static string IdOf(string location) => string.Create(
        CultureInfo.InvariantCulture,
        $"backfill-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location)).AsSpan(0, IdBytes))}");
}
