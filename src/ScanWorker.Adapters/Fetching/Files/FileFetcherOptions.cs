namespace ScanWorker.Adapters.Fetching.Files;

/// <summary>Which files may be content.</summary>
public sealed class FileFetcherOptions
{
    public const string Section = "Content";

    /// <summary>
    /// Absolute paths of folders. A <c>file:</c> location is served only if the file, with every symbolic link
    /// followed, lies below one of them. Default none: no file is served.
    /// </summary>
    public IList<string> Roots { get; set; } = [];
}
