using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Fetching.Files;

/// <summary>Reads files below the configured roots, and nothing that is elsewhere or is no plain file.</summary>
internal sealed class FileFetcher(IOptions<FileFetcherOptions> options) : IContentFetcher
{
    private static readonly UnscannableReason NotAFile = new(UnscannableCode.LocationNotAllowed, "not-a-file");

    private readonly string[] _roots =
        [.. options.Value.Roots.Select(root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)))];

    public IReadOnlyCollection<string> Schemes { get; } = [Uri.UriSchemeFile];

    public async ValueTask<Outcome<FetchedContent>> FetchAsync(
        Uri location, ContentLimits limits, CancellationToken cancellation)
    {
        if (location.Host.Length > 0 && !location.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return UnscannableCode.LocationNotAllowed;
        }

        if (location.LocalPath.Contains('\0', StringComparison.Ordinal))
        {
            return UnscannableCode.LocationInvalid;
        }

        // Normalised before anything is opened: what is plainly outside is never touched.
        var path = Path.GetFullPath(location.LocalPath);
        if (!_roots.Any(root => IsBelow(path, root)))
        {
            return UnscannableCode.LocationNotAllowed;
        }

        try
        {
            // Where the links led is asked of the open file, so that nobody can move them in between.
            using var file = RegularFile.Open(path);
            if (!_roots.Any(root => IsBelow(file.RealPath, RegularFile.FollowLinks(root))))
            {
                return UnscannableCode.LocationNotAllowed;
            }

            if (file.Length is not { } length)
            {
                return NotAFile;
            }

            await using var body = file.OpenRead();
            return await ContentReader.ReadAsync(body, length, limits, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return UnscannableCode.NotFound;
        }
        catch (UnauthorizedAccessException)
        {
            return UnscannableCode.AccessDenied;
        }
        catch (IOException failure)
        {
            throw new ContentUnavailableException("Reading a file failed.", failure);
        }
    }

    private static bool IsBelow(string path, string folder) =>
        path.Length > folder.Length + 1
        && path.StartsWith(folder, StringComparison.Ordinal)
        && path[folder.Length] == Path.DirectorySeparatorChar;
}
