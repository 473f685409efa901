namespace ScanWorker.Commands.Files;

/// <summary>Reads files that a person named.</summary>
internal static class FileContents
{
    /// <returns>The bytes, or the problem.</returns>
    public static async Task<(byte[]? Bytes, FileProblem? Problem)> ReadAsync(
        string path, CancellationToken cancellation)
    {
        try
        {
            return (await File.ReadAllBytesAsync(path, cancellation), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, new FileProblem("not-found", "There is no such file."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new FileProblem("unreadable", e.Message));
        }
    }
}
